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
  /** The user does not want to see the person among the others. */
  hidden: z.boolean(),
});

/**
 * Why a face is left out, as what makes it hardest to recognise: too few pixels, no fine detail, looking away
 * from the camera, or the detector not sure that it is a face.
 */
export const leftOutReason = z.enum(['too-small', 'blurred', 'turned-away', 'unsure']);

export const peopleAtDistance = z.object({
  distance,
  /** Largest first; a page of them. */
  people: z.array(personSummary),
  /** Number of people on all pages. */
  total: z.number().int(),
  /** Number of hidden people among them. */
  hidden: z.number().int(),
  /** Faces that are with none of these people: in groups smaller than the asked minimum, or left out. */
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
  /** Year, month, day or moment, as much as is known: ISO 8601 without zone, on the clock of the place; null for none. */
  takenAt: z.string().nullable(),
  faces: z.number().int(),
});

/** A face on a person's page. */
export const faceOfPerson = z.object({ id: rowId, photoId: rowId });

export const personDetail = z.object({
  person: personSummary,
  /** The person's own distance; null where the library's is theirs too. */
  own: distance.nullable(),
  /** Most typical first (nearest to the person's mean). */
  faces: z.array(faceOfPerson),
  photos: z.array(photoSummary),
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
  personId,
  name: z.string().nullable(),
});

/**
 * Where the file of a photo is: there; changed since it was looked at; missing; replaced by another picture under
 * its name; left out by the rules of what is imported; on a disk that is not there; or in a folder that cannot be read.
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
  /** Where the file lies, for showing to the user only. */
  path: z.string(),
  /** False where the file is no longer there, or has changed since it was looked at. */
  present: z.boolean(),
  whereabouts,
  /** Where the date comes from; null where there is none, or an older Familiar read it. */
  takenFrom: dateSource.nullable(),
  /** Minutes by which the clock of the date is ahead of UTC; null where nobody wrote it. */
  takenOffset: z.number().int().nullable(),
  place: place.nullable(),
  /** The end of the file is missing: the photo is looked at as far as it goes. */
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
 * Why something in a folder is not imported: the program that made it keeps thumbnails, previews or its own files in
 * it; it was thrown away; its name begins with a dot; a `.nomedia` lies there; it is a link and links are not
 * followed; it is a pipe, a socket or a device; it is a film; or the user said so.
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
  'film',
  'excluded',
]);

export const leftOutCounts = z.partialRecord(leftOutOfImport, z.number().int());

export const importProgress = z.object({
  state: importState,
  /** Photos recognised so far in this import. */
  photos: z.number().int(),
  /** Faces found in them. */
  faces: z.number().int(),
  /** Files that the library already knew. */
  skipped: z.number().int(),
  failed: z.number().int(),
  /** Photos whose files are gone, found so in this import; those replaced by another picture are among them. */
  missing: z.number().int(),
  /** Photos that were missing and are back. */
  returned: z.number().int(),
  /** Known photos found at another place than before. */
  moved: z.number().int(),
  /** Known photos of which only metadata had changed, or whose picture was edited and its faces found again. */
  updated: z.number().int(),
  /** Photos that are in the folders and were not imported. */
  leftOut: leftOutCounts,
  /** Folders of this import that are not there: on a disk that was unplugged, or moved. */
  offline: z.array(z.string()),
  /** Folders that could not be read, at most 100 of them. */
  unreadable: z.array(z.string()),
  /** Nobody asked for it: folders are looked at again by themselves. */
  quiet: z.boolean(),
  /** Photos still waiting. */
  remaining: z.number().int(),
  /** Over the last seconds; 0 until known. */
  photosPerSecond: z.number(),
  /** Null until known. */
  secondsLeft: z.number().nullable(),
  seconds: z.number(),
  /** Why Familiar itself could not go on (a model or device is missing); the import is then paused. */
  problem: wireError.nullable(),
});

export const deviceName = z.enum(['cpu', 'webgpu', 'cuda']);
export const deviceRequest = z.enum(['auto', ...deviceName.options]);

/** A distance and its false-accept rate: the fraction of pairs of strangers that are as near, 0 to 1. */
export const calibrationPoint = z.object({ far: z.number().gt(0).lt(1), distance });

export const libraryStatus = z.object({
  version: z.string(),
  /** State of the library, see `changed` of edits. It begins anew when the engine starts. */
  revision: z.number().int(),
  /** Directory of the library, for showing to the user only. */
  directory: z.string(),
  photos: z.number().int(),
  faces: z.number().int(),
  /** Named people. */
  named: z.number().int(),
  failed: z.number().int(),
  /** Photos whose files are gone. They do not count above. */
  missing: z.number().int(),
  /** Imported folders that are not there: on a disk that was unplugged. Their photos count. */
  offline: z.array(z.string()),
  /** Distance and minimum group size last chosen; until then what suits the size of the library. */
  distance,
  minFaces: z.number().int().min(1),
  /** Range of the distance slider for the model in force. */
  distances: z.object({ least: distance, most: distance }),
  /** The network whose vectors are in force. */
  model: z.object({
    id: z.string(),
    /** True if the user brought it. */
    isOwn: z.boolean(),
    /** The one that is to follow it, and how many faces have a vector of it; null where none is on its way. */
    next: z.object({ id: z.string(), faces: z.number().int() }).nullable(),
    /** A better one that comes with Familiar, see `model.improve`; null where there is none, or one is on its way. */
    better: z.string().nullable(),
    /** The one that was in force before, see `training.rollBack`; null where none was, or one is on its way. */
    before: z.string().nullable(),
  }),
  /** For the model in force, by falling false-accept rate; empty where it was never calibrated. */
  calibration: z.array(calibrationPoint),
  /** Whose faces the calibration was measured on: those of this library, or other people's where it has too few of its own. */
  calibratedOn: z.enum(['library', 'others']),
  /** Distance that suits this library by its own faces; null where it has too few to tell. */
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
  /** ISO 8601, UTC; `lookedAt` is null until it has been walked to its end once. */
  addedAt: z.string(),
  lookedAt: z.string().nullable(),
  /** As it was when it was looked at last. */
  state: folderState,
  watched: z.boolean(),
  followLinks: z.boolean(),
  /** Globs of what is left out of it, beside those of the library. */
  excluded: z.array(z.string()),
  /** Photos in it, missing ones among them. */
  photos: z.number().int(),
  missing: z.number().int(),
});

/** A photo no file of which is there. */
export const missingPhoto = z.object({
  id: rowId,
  /** Where it was seen last. */
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
