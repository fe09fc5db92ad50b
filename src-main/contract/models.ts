import { z } from 'zod';
import { dateSource, place } from './dates.ts';
import { errorCodes } from './errors.ts';
import { personId } from './person-id.ts';

/** Euclidean L2 between unit vectors: 0 (same) to 2 (opposite). */
export const distance = z.number().min(0).max(2);

/** Row id of a photo or a face in the library's database. */
export const rowId = z.number().int().positive();

/** A rectangle in the upright photo, as fractions of its width and height, 0 to 1 from the top left. */
export const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const personSummary = z.object({
  id: personId,
  /** Null for a cluster that nobody has named. */
  name: z.string().nullable(),
  /** Number of faces. */
  faces: z.number().int(),
  /** Number of photos with these faces. */
  photos: z.number().int(),
  /** Face whose chip stands for the person: the one the user chose, or the most prominent. */
  cover: rowId,
  /** True if the user hid the person. */
  hidden: z.boolean(),
  favourite: z.boolean(),
});

/**
 * Main reason for which a face is left out of groups: too few pixels, no fine detail, a face turned away from the camera,
 * a low confidence of the detector, or a film, whose faces join people of photos and start none.
 */
export const leftOutReason = z.enum(['too-small', 'blurred', 'turned-away', 'unsure', 'in-film']);

export const peopleAtDistance = z.object({
  distance,
  /** Favourites, then other named people, then groups without a name, see `people.list`; a page of them. */
  people: z.array(personSummary),
  /** Number of people on all pages. */
  total: z.number().int(),
  /** Number of hidden people among them. */
  hidden: z.number().int(),
  /** Numbers of favourites, and of other named people, among those who are not hidden. */
  favourites: z.number().int(),
  named: z.number().int(),
  /** Faces of none of these people: in groups below the minimum size, or left out. */
  unassigned: z.number().int(),
  /** Low-quality faces among the unassigned that are near nobody and so in no group, by reason. */
  leftOut: z.record(leftOutReason, z.number().int()),
});

export const photoSummary = z.object({
  id: rowId,
  /** File name without folders. */
  name: z.string(),
  /** Upright size in pixels. */
  width: z.number().int(),
  height: z.number().int(),
  /** Known part of the date: year, month, day or moment, ISO 8601 without zone, local time of the place; null for none. */
  takenAt: z.string().nullable(),
  /** Duration of a film; null for a photo. */
  seconds: z.number().nullable(),
  faces: z.number().int(),
  /** Number of photos in its stack; absent for a photo in none, and in lists without stacks. */
  stack: z.number().int().min(2).optional(),
});

/** Consecutive photos of a month in the list of photos. */
export const photoMonth = z.object({
  /** Year and month, or the year where no more is known; null without a date. */
  month: z.string().nullable(),
  /** Width by height of each photo. */
  ratios: z.array(z.number().positive()),
});

/** A face on a person's page. */
export const faceOfPerson = z.object({ id: rowId, photoId: rowId });

/** A face in a film. */
export const momentInFilm = z.object({
  faceId: rowId,
  /** The film. */
  photoId: rowId,
  /** Seconds from its start. */
  seconds: z.number(),
});

export const personDetail = z.object({
  person: personSummary,
  /** The person's own distance; null for the library's. */
  own: distance.nullable(),
  /** Year, month or day of birth; null for unknown. */
  birth: z.string().nullable(),
  /** Most typical first (nearest to the person's mean). */
  faces: z.array(faceOfPerson),
  photos: z.array(photoSummary),
  /** Named people in the same photos, with the number of these photos, most first. */
  seenWith: z.array(z.object({ id: personId, name: z.string(), cover: rowId, photos: z.number().int() })),
  /** Where the person is seen in films: the best faces of each track, by film and moment. */
  moments: z.array(momentInFilm),
});

/** A face in a photo, with the person it belongs to at the distance in force. */
export const faceInPhoto = z.object({
  id: rowId,
  box,
  /** Detector confidence, 0 to 1. */
  score: z.number(),
  /**
   * Estimated probability that a good photo of the same person is recognised beside this face, 0 to 1; null
   * where an older Familiar found the face.
   */
  quality: z.number().min(0).max(1).nullable(),
  /** Why the face is in no group; null where it is in one. It can be named all the same. */
  leftOut: leftOutReason.nullable(),
  /** Seconds from the start of the film; null in a photo. */
  moment: z.number().nullable(),
  personId,
  name: z.string().nullable(),
  /** Year, month or day of the person's birth; null for unknown. */
  birth: z.string().nullable(),
});

/**
 * State of a photo's file: present; changed since the last scan; missing; replaced by another picture of its name;
 * excluded by the rules of the import; on a disk that is offline; or in an unreadable folder.
 */
export const whereabouts = z.enum([
  'there',
  'changed',
  'missing',
  'replaced',
  'left-out',
  'offline',
  'unreadable',
]);

export const photoDetail = photoSummary.extend({
  /** Path of the file, for display only. */
  path: z.string(),
  /** False if the file is missing, or has changed since the last scan. */
  present: z.boolean(),
  whereabouts,
  /** Source of the date; null without a date, or if an older Familiar read it. */
  takenFrom: dateSource.nullable(),
  /** Offset of the date from UTC in minutes; null if unknown. */
  takenOffset: z.number().int().nullable(),
  place: place.nullable(),
  /** True if the end of the file is missing. The photo is recognised as far as it goes. */
  isCutShort: z.boolean(),
  people: z.array(faceInPhoto),
});

export const similarFace = z.object({
  id: rowId,
  photoId: rowId,
  distance,
  name: z.string().nullable(),
});

export const wireError = z.object({ code: z.enum(errorCodes), message: z.string() });

export const failure = wireError.extend({ path: z.string() });

export const importState = z.enum(['idle', 'scanning', 'running', 'paused', 'done', 'cancelled']);

/**
 * Reason for which an entry of a folder is not imported: thumbnails, previews or own files of a program; trash; a hidden
 * name; a `.nomedia`; a link while links are not followed; a pipe, a socket or a device; or an exclusion of the user.
 */
export const leftOutOfImport = z.enum([
  'thumbnails',
  'app-data',
  'trash',
  'snapshot',
  'hidden',
  'nomedia',
  'link',
  'not-a-file',
  'excluded',
]);

export const leftOutCounts = z.partialRecord(leftOutOfImport, z.number().int());

export const importProgress = z.object({
  state: importState,
  /** Photos recognised so far in this import. */
  photos: z.number().int(),
  /** Films looked at so far. */
  films: z.number().int(),
  /** Faces found in them. */
  faces: z.number().int(),
  /** Files that the library already knew. */
  skipped: z.number().int(),
  failed: z.number().int(),
  /** Photos found missing in this import, including those replaced by another picture. */
  missing: z.number().int(),
  /** Missing photos that were found again. */
  returned: z.number().int(),
  /** Known photos found at another path. */
  moved: z.number().int(),
  /** Known photos with changed metadata, or with an edited picture whose faces were found again. */
  updated: z.number().int(),
  /** Photos in the folders that were not imported, by reason. */
  leftOut: leftOutCounts,
  /** Folders of this import that do not exist: moved, or on an unplugged disk. */
  offline: z.array(z.string()),
  /** Folders that could not be read, at most 100 of them. */
  unreadable: z.array(z.string()),
  /** True for an automatic scan, which the user did not start. */
  quiet: z.boolean(),
  /** Waiting photos. */
  remaining: z.number().int(),
  /** Rate over the last seconds; 0 until known. */
  photosPerSecond: z.number(),
  /** Null until known. */
  secondsLeft: z.number().nullable(),
  seconds: z.number(),
  /** Defect that paused the import, such as a missing model or device. */
  problem: wireError.nullable(),
});

export const deviceName = z.enum(['cpu', 'webgpu', 'cuda']);
export const deviceRequest = z.enum(['auto', ...deviceName.options]);

/** A distance and its false-accept rate: the fraction of pairs of strangers that are as near, 0 to 1. */
export const calibrationPoint = z.object({ far: z.number().gt(0).lt(1), distance });

export const libraryStatus = z.object({
  version: z.string(),
  /** Revision of the library, see `changed` of edits. It restarts with the engine. */
  revision: z.number().int(),
  /** Directory of the library, for display only. */
  directory: z.string(),
  photos: z.number().int(),
  faces: z.number().int(),
  /** Named people. */
  named: z.number().int(),
  failed: z.number().int(),
  /** Missing photos, which are not counted in `photos`. */
  missing: z.number().int(),
  /** Imported folders on unplugged disks. Their photos count. */
  offline: z.array(z.string()),
  /** Chosen distance and minimum group size; before a choice, defaults by the size of the library. */
  distance,
  minFaces: z.number().int().min(1),
  /** Range of the distance slider for the model in force. */
  distances: z.object({ least: distance, most: distance }),
  /** The model in force. */
  model: z.object({
    id: z.string(),
    /** True if the user brought it. */
    isOwn: z.boolean(),
    /** Model being promoted, and the number of faces with its vectors; null for none. */
    next: z.object({ id: z.string(), faces: z.number().int() }).nullable(),
    /** Better model that comes with Familiar, see `model.improve`; null for none, or during a promotion. */
    better: z.string().nullable(),
    /** Model in force before, see `training.rollBack`; null for none, or during a promotion. */
    before: z.string().nullable(),
  }),
  /** Calibration of the model in force, by falling false-accept rate; empty if it was never calibrated. */
  calibration: z.array(calibrationPoint),
  /** Faces of the calibration: those of this library, or of other people if it has too few. */
  calibratedOn: z.enum(['library', 'others']),
  /** Distance that suits this library by its own faces; null if it has too few. */
  ownDistance: distance.nullable(),
  /** Null until recognition has started once. */
  device: z.object({ chosen: deviceName, reason: z.string() }).nullable(),
  /** True if the sample photos are installed. */
  samples: z.boolean(),
  import: importProgress,
});

export const folderState = z.enum(['online', 'offline', 'unreadable']);

/** A folder that was imported. */
export const importedFolder = z.object({
  path: z.string(),
  /** ISO 8601, UTC; `lookedAt` is null before the first complete scan. */
  addedAt: z.string(),
  lookedAt: z.string().nullable(),
  /** State at the last scan. */
  state: folderState,
  watched: z.boolean(),
  followLinks: z.boolean(),
  /** Globs that exclude files and folders here, besides those of the library. */
  excluded: z.array(z.string()),
  /** Photos in it, including missing ones. */
  photos: z.number().int(),
  missing: z.number().int(),
});

/** A missing photo. */
export const missingPhoto = z.object({
  id: rowId,
  /** Last known path. */
  path: z.string(),
  why: z.enum(['missing', 'replaced', 'left-out']),
  /** ISO 8601, UTC. */
  since: z.string(),
  faces: z.number().int(),
});

/** A folder from which a search for photos usually starts. */
export const folderPlace = z.object({
  kind: z.enum(['home', 'pictures', 'desktop', 'downloads', 'disk']),
  path: z.string(),
});

export const folderListing = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })),
  /** Files directly inside that look like photos. */
  photos: z.number().int(),
  places: z.array(folderPlace),
});

export type Box = z.infer<typeof box>;
export type PersonSummary = z.infer<typeof personSummary>;
export type PeopleAtDistance = z.infer<typeof peopleAtDistance>;
export type LeftOutReason = z.infer<typeof leftOutReason>;
export type PhotoSummary = z.infer<typeof photoSummary>;
export type PhotoMonth = z.infer<typeof photoMonth>;
export type PersonDetail = z.infer<typeof personDetail>;
export type FaceInPhoto = z.infer<typeof faceInPhoto>;
export type PhotoDetail = z.infer<typeof photoDetail>;
export type SimilarFace = z.infer<typeof similarFace>;
export type Failure = z.infer<typeof failure>;
export type ImportProgress = z.infer<typeof importProgress>;
export type DeviceName = z.infer<typeof deviceName>;
export type DeviceRequest = z.infer<typeof deviceRequest>;
export type CalibrationPoint = z.infer<typeof calibrationPoint>;
export type LibraryStatus = z.infer<typeof libraryStatus>;
export type FolderPlace = z.infer<typeof folderPlace>;
export type FolderListing = z.infer<typeof folderListing>;
export type ImportedFolder = z.infer<typeof importedFolder>;
export type LeftOutOfImport = z.infer<typeof leftOutOfImport>;
export type Whereabouts = z.infer<typeof whereabouts>;
