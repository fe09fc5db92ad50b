import { z } from 'zod';
import { backup, backupName } from './backups.ts';
import { photoDate } from './dates.ts';
import { detectionPreview, lookedAgain, sensitivity } from './detection.ts';
import { edited, editEntry } from './edits.ts';
import { groupingPreview, mergeHeights, reviewPage, splitProposal, whyHere } from './insights.ts';
import {
  box,
  distance,
  failure,
  folderListing,
  importedFolder,
  libraryStatus,
  missingPhoto,
  peopleAtDistance,
  personDetail,
  photoDetail,
  photoMonth,
  photoSummary,
  rowId,
  similarFace,
} from './models.ts';
import { personId } from './person-id.ts';
import { askedNames, nameProposal, proposalKey } from './proposals.ts';
import { dismissedFace, purged, removal, removalPlan, removalTarget } from './removals.ts';
import { identifiedFace, namedPerson, photoQuery } from './search.ts';
import { stackPage } from './stacks.ts';
import {
  albumsListing,
  albumsTaken,
  trainingPlan,
  trainingProgress,
  trainingRun,
  trainingRunDetail,
  trainingScope,
} from './training.ts';

const nothing = z.object({});
const faces = z.array(rowId).min(1).max(100_000);
const people = z.array(personId).min(1).max(100_000);
const name = z.string().max(200);
/** Id of a person after an edit, which is permanent. */
const kept = z.object({ id: personId });
const pickedNames = z.object({ picked: z.array(proposalKey).min(1).max(100_000).optional(), distance });
const settledNames = z.object({ names: z.number().int(), faces: z.number().int() });
const acceptedNames = settledNames.extend({ left: z.number().int() });
const part = z.number().min(0).max(1);
const drawnBox = box
  .extend({ x: part, y: part, width: part, height: part })
  .refine(
    ({ x, y, width, height }) => x + width <= 1.000001 && y + height <= 1.000001,
    'it reaches out of the photo',
  );
/** Permits one person twice in a photo, as in a mirror or a collage. Without it, such edits are refused. */
const merge = z.boolean().optional();
/** With it, only the best of the photos of each stack is listed and counted. */
const asStacks = z.boolean().optional();
const minFaces = z.number().int().min(1).max(1000);
const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, 'it holds a NUL');

/**
 * Glob patterns (`*`, `?`, `**`, `{a,b}`). A pattern without a slash is matched with the names of files and folders, one
 * with a slash with the path below the imported folder.
 */
const globs = z.array(z.string().min(1).max(1000)).max(1000);

/**
 * Methods with the schemas of their parameters and results. Router and client are derived from this table. Methods that
 * make an edit answer with {@link edited}. Codes in the comments are those of refusals.
 */
export const methods = {
  'library.status': { params: nothing, result: libraryStatus },

  /**
   * Starts an import of folders and files, or adds them to the running one. Folders are stored with their exclusions and
   * the choice to follow links, and scanned again later.
   */
  'import.start': {
    params: z.object({
      paths: z.array(path).min(1).max(1000),
      exclude: globs.optional(),
      followLinks: z.boolean().optional(),
    }),
    result: nothing,
  },
  /** Imports the sample photos that come with Familiar. */
  'import.samples': { params: nothing, result: nothing },
  'import.pause': { params: nothing, result: nothing },
  'import.resume': { params: nothing, result: nothing },
  /** Stops the import. Recognised photos stay, waiting ones are dropped. */
  'import.cancel': { params: nothing, result: nothing },
  /** Files that could not be imported, newest first. */
  'import.failures': { params: nothing, result: z.object({ failures: z.array(failure) }) },

  /**
   * People at a distance, a page at a time; all of them without a limit. Favourites come first, then other named people,
   * then groups without a name, each by number of faces or by name. `which` lists the groups below `minFaces` instead, or
   * the faces left out of groups, each as a group of its own. `match` restricts the list to names that contain it. Stores
   * nothing, unlike `people.settle`.
   */
  'people.list': {
    params: z.object({
      distance,
      minFaces,
      which: z.enum(['listed', 'smaller', 'unclear']).optional(),
      sort: z.enum(['faces', 'name']).optional(),
      match: name.optional(),
      stacks: asStacks,
      offset: z.number().int().min(0).optional(),
      limit: z.number().int().min(1).optional(),
    }),
    result: peopleAtDistance,
  },
  /** Stores a distance and a minimum group size as those of the library. */
  'people.settle': { params: z.object({ distance, minFaces }), result: edited(nothing) },
  /** A person at a distance. `own` previews another own distance of the person. */
  'people.get': {
    params: z.object({ id: personId, distance, own: distance.optional(), stacks: asStacks }),
    result: personDetail,
  },
  /**
   * Names a person, which keeps their faces together at every distance. An empty name makes a named person a cluster
   * again. The name of another person merges the two. If they are in one photo, `merge` is required (`name-in-photo`).
   */
  'people.name': {
    params: z.object({ id: personId, name, distance, merge }),
    result: edited(kept),
  },
  /**
   * Merges people. The first with a name keeps it, with cover and corrections. If two of them are in one photo, `merge`
   * is required (`name-in-photo`).
   */
  'people.merge': { params: z.object({ ids: people.min(2), distance, merge }), result: edited(kept) },
  /**
   * Splits a person in two, who stay apart: `faces` become another person, the others keep name and id. Each side needs
   * a face.
   */
  'people.split': {
    params: z.object({ id: personId, faces, distance }),
    result: edited(z.object({ kept: personId, split: personId })),
  },
  /**
   * Proposes a split of a person's faces at their last merge, without regard to their labels. `nth` skips that many
   * proposals. Stores nothing, unlike `people.split`.
   */
  'people.proposeSplit': {
    params: z.object({ id: personId, distance, nth: z.number().int().min(0).max(1000).optional() }),
    result: splitProposal,
  },
  /** Previews the changes that grouping at another distance would make. Stores nothing. */
  'people.preview': {
    params: z.object({ from: distance, to: distance, minFaces }),
    result: groupingPreview,
  },
  /** Histogram of merge distances over the range of the slider. */
  'people.heights': { params: nothing, result: mergeHeights },
  /** Hides people at every distance, until they are shown again. */
  'people.hide': { params: z.object({ ids: people, distance }), result: edited(nothing) },
  'people.show': { params: z.object({ ids: people }), result: edited(nothing) },
  /** Chooses the face that represents a person. */
  'people.cover': { params: z.object({ id: personId, face: rowId, distance }), result: edited(kept) },
  /** Makes a person a favourite, or no longer one. */
  'people.favourite': {
    params: z.object({ id: personId, on: z.boolean(), distance }),
    result: edited(kept),
  },
  /** Sets a person's date of birth: a year, a month or a day that has begun; null for unknown. */
  'people.birth': {
    params: z.object({ id: personId, date: photoDate.nullable(), distance }),
    result: edited(kept),
  },
  /** Sets the own distance of a person; null for the library's. */
  'people.loosen': {
    params: z.object({ id: personId, own: distance.nullable(), distance }),
    result: edited(kept),
  },
  /**
   * Copies or links a person's photos into a folder, on request with a contact sheet. Existing files stay.
   * `not-found`, `output-unwritable`
   */
  'people.exportPhotos': {
    params: z.object({
      id: personId,
      distance,
      folder: path,
      links: z.boolean().optional(),
      sheet: z.boolean().optional(),
    }),
    result: z.object({ photos: z.number().int(), written: z.number().int(), skipped: z.array(failure) }),
  },
  /** Names of all named people, for completion. */
  'people.names': { params: nothing, result: z.object({ names: z.array(z.string()) }) },

  /**
   * Names that photos, files beside them and exported files give to people, not yet confirmed; most faces first.
   * `id` restricts them to one person.
   */
  'proposals.list': {
    params: z.object({ distance, id: personId.optional(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({
      proposals: z.array(nameProposal),
      total: z.number().int(),
      /** False if no file holds a name, so that no correction can add a proposal. */
      any: z.boolean(),
    }),
  },
  /**
   * Accepts proposed names, by default all. If a person would be in a photo twice, `together` accepts these names too, or
   * leaves them (counted in `left`). Without `together` the call is refused with `name-in-photo`.
   */
  'proposals.accept': {
    params: pickedNames.extend({ together: z.enum(['take', 'leave']).optional() }),
    result: edited(acceptedNames),
  },
  /** Declines proposed names, by default all. States nothing about the faces. */
  'proposals.decline': { params: pickedNames, result: edited(settledNames) },

  /**
   * Photos with names from other programs that cannot be assigned to a face; one photo, or all. The answers are
   * `faces.assign` and `proposals.declineAsked`.
   */
  'proposals.asked': {
    params: z.object({ distance, photoId: rowId.optional(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({ photos: z.array(askedNames), total: z.number().int() }),
  },
  /** Declines such a name of a photo, as an edit. `not-found` */
  'proposals.declineAsked': { params: z.object({ photoId: rowId, name, distance }), result: edited(nothing) },

  /** Pairs that may be one person, the most informative first; with `id`, those with this person alone. `not-found` */
  'review.next': {
    params: z.object({ distance, id: personId.optional(), limit: z.number().int().min(1).max(100) }),
    result: reviewPage,
  },
  /** Stores the answer that two groups are one person or two, as an edit. */
  'review.answer': {
    params: z.object({ a: personId, b: personId, same: z.boolean(), distance }),
    result: edited(nothing),
  },

  /** All named people, by name. */
  'people.named': { params: nothing, result: z.object({ people: z.array(namedPerson) }) },

  /** Photos by date taken, newest first, a page at a time. */
  'photos.list': {
    params: z.object({
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
      stacks: asStacks,
    }),
    result: z.object({ photos: z.array(photoSummary), total: z.number().int() }),
  },
  /** Months of all photos and the shapes of the photos in them, in the order of `photos.list`. */
  'photos.months': {
    params: z.object({ stacks: asStacks }),
    result: z.object({ months: z.array(photoMonth) }),
  },
  /** Stacks, newest first, or the one of a photo. */
  'stacks.list': {
    params: z.object({
      photoId: rowId.optional(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
    }),
    result: stackPage,
  },
  /** Makes a photo the best shot of its stack, as an edit. `not-found` if it is in none. */
  'stacks.top': { params: z.object({ photoId: rowId }), result: edited(nothing) },
  /** Takes photos out of their stacks for good, as an edit. `not-found` if none is in one. */
  'stacks.leave': {
    params: z.object({ photos: z.array(rowId).min(1).max(100_000) }),
    result: edited(nothing),
  },
  /** Photos with and without these people, within these days, in the order of `photos.list`. */
  'photos.search': {
    params: photoQuery,
    result: z.object({ photos: z.array(photoSummary), total: z.number().int() }),
  },
  'photos.get': { params: z.object({ id: rowId, distance }), result: photoDetail },
  /** Sets the date of photos, as an edit; null for unknown. It takes precedence over the files. `not-found` */
  'photos.date': {
    params: z.object({ photos: z.array(rowId).min(1).max(100_000), date: photoDate.nullable() }),
    result: edited(nothing),
  },
  /** Hides all people without a name in a photo. */
  'photos.hideStrangers': {
    params: z.object({ id: rowId, distance }),
    result: edited(z.object({ hidden: z.number().int() })),
  },
  /**
   * Moves faces to another person; `to` null for a new one, or for the one with this name. If that person has another face
   * in the same photo, `merge` is required (`name-in-photo`).
   */
  'faces.assign': {
    params: z.object({ faces, to: personId.nullable(), name: name.optional(), distance, merge }),
    result: edited(kept),
  },
  /** Rejects faces from a person, with whom they need not be shown. */
  'faces.reject': { params: z.object({ faces, from: personId, distance }), result: edited(nothing) },
  /** Dismisses detections that are no faces. They are no longer listed, counted or grouped. */
  'faces.dismiss': { params: z.object({ faces }), result: edited(nothing) },
  /** Dismissed detections, newest first, of one photo or of all. */
  'faces.dismissed': {
    params: z.object({ photoId: rowId.optional(), limit: z.number().int().min(1).max(10_000) }),
    result: z.object({ faces: z.array(dismissedFace), total: z.number().int() }),
  },
  /** Restores dismissed detections. */
  'faces.restore': { params: z.object({ faces }), result: edited(nothing) },
  /**
   * Adds a face that the detector missed, with a vector, and gives it to the person with this name. The box has at least
   * 16 pixels a side. A box over a known face refers to that face, also if it was dismissed. `name-in-photo` as for
   * `faces.assign`.
   */
  'faces.draw': {
    params: z.object({ photoId: rowId, box: drawnBox, name: name.optional(), merge }),
    result: edited(z.object({ id: rowId })),
  },
  /** Nearest faces of the library to one of its faces, without itself. */
  'faces.similar': {
    params: z.object({ id: rowId, limit: z.number().int().min(1).max(100) }),
    result: z.object({ faces: z.array(similarFace) }),
  },
  /** Evidence for the group of a face: near faces of its own group and of the nearest other one. */
  'faces.why': { params: z.object({ id: rowId, distance }), result: whyHere },

  /** Sensitivity with which new photos are looked at. */
  'detection.get': { params: nothing, result: z.object({ sensitivity }) },
  /** Chooses it. Known photos keep their faces until they are looked at again. */
  'detection.set': { params: z.object({ sensitivity }), result: nothing },
  /**
   * Recognises photos, by default a sample of the library, with a sensitivity, and tells which faces would come and go.
   * Stores nothing.
   */
  'detection.preview': {
    params: z.object({
      sensitivity,
      photos: z.array(rowId).min(1).max(1000).optional(),
      sample: z.number().int().min(1).max(1000).optional(),
    }),
    result: detectionPreview,
  },
  /**
   * Looks for faces again in photos, in a folder or in the whole library, by default with the chosen sensitivity. Names,
   * rejections, drawn faces and dismissals stay. `not-found`
   */
  'detection.lookAgain': {
    params: z.object({
      photos: z.array(rowId).min(1).max(100_000).optional(),
      folder: path.optional(),
      sensitivity: sensitivity.optional(),
    }),
    result: lookedAgain,
  },

  /** Similar people for the faces of a photo, which need not be in the library. Stores nothing. */
  'faces.identify': {
    params: z.object({ path, distance }),
    result: z.object({ faces: z.array(identifiedFace) }),
  },

  /** Counts the items that a removal would take out of the library. Changes nothing. */
  'removal.plan': { params: z.object({ target: removalTarget }), result: removalPlan },
  /**
   * Removes photos, a person or all faces, as an edit. They can be put back until they are purged, by the user or
   * automatically after 30 days. `not-found` if there is nothing to remove.
   */
  'removal.remove': { params: z.object({ target: removalTarget }), result: edited(removal) },
  /** Removals that can be put back, newest first. */
  'removal.list': { params: nothing, result: z.object({ removals: z.array(removal) }) },
  /** Puts a removal back, as an edit. */
  'removal.putBack': { params: z.object({ id: rowId }), result: edited(nothing) },
  /**
   * Deletes removals permanently, by default all, with their data in the history, frozen training runs and caches.
   * `models` also deletes models trained on them, except the one in force; `backups` also deletes all backups.
   */
  'removal.purge': {
    params: z.object({
      id: rowId.optional(),
      models: z.boolean().optional(),
      backups: z.boolean().optional(),
    }),
    result: purged,
  },

  /** Edits, newest first. */
  'edits.list': {
    params: z.object({ limit: z.number().int().min(1).max(1000) }),
    result: z.object({ edits: z.array(editEntry), canUndo: z.boolean(), canRedo: z.boolean() }),
  },
  /** Undoes the last edit and returns it; null if there is none. `edit-outdated` if its rows have changed since. */
  'edits.undo': { params: nothing, result: edited(nothing) },
  /** Redoes the edit that was undone last. A new edit discards undone ones. */
  'edits.redo': { params: nothing, result: edited(nothing) },

  /** People, faces and scopes of a training with these people; null for everybody with a name. */
  'training.plan': { params: z.object({ people: people.nullable() }), result: trainingPlan },
  /** Albums in a folder. */
  'training.albums': { params: z.object({ folder: path }), result: albumsListing },
  /**
   * Imports the albums in a folder and labels the main face of each photo as the person of the album's name, as one edit.
   * Answers when that is done. Faces labelled as somebody else stay. A repeated call changes nothing.
   */
  'training.takeAlbums': { params: z.object({ folder: path }), result: edited(albumsTaken) },
  /**
   * Starts a run on these people (null: everybody with a name), after the import of the albums in a folder, if one is
   * given. One run at a time. `training-busy`, `too-few-people`, `too-few-faces`
   */
  'training.start': {
    params: z.object({
      people: people.nullable(),
      albums: path.nullable(),
      scope: trainingScope,
      /** Maximum training time; null for a default that suits the scope. */
      minutes: z.number().min(0.1).max(10_000).nullable(),
      seed: z.number().int().min(0).nullable(),
    }),
    result: z.object({ run: rowId }),
  },
  'training.pause': { params: nothing, result: nothing },
  'training.resume': { params: nothing, result: nothing },
  /** Ends training with the best weights so far, which are then compared. Ends the run if there are none yet. */
  'training.stop': { params: nothing, result: nothing },
  /** The current run, or null. */
  'training.progress': { params: nothing, result: z.object({ progress: trainingProgress.nullable() }) },
  /** Runs, newest first. */
  'training.runs': { params: nothing, result: z.object({ runs: z.array(trainingRun) }) },
  'training.run': { params: z.object({ id: rowId }), result: trainingRunDetail },
  /**
   * Promotes a run's candidate, regardless of the rule's verdict. All faces are embedded first: see `model` of
   * `library.status`.
   */
  'training.use': { params: z.object({ id: rowId }), result: nothing },
  /** Declines a run's candidate, and ends its promotion. */
  'training.keepOld': { params: z.object({ id: rowId }), result: nothing },
  /** Promotes the model that was in force before, and returns it. */
  'training.rollBack': { params: nothing, result: z.object({ model: z.string() }) },

  /** Backups, newest first, and their folder. */
  'backups.list': { params: nothing, result: z.object({ backups: z.array(backup), folder: z.string() }) },
  /** Makes a backup, and deletes those that the rule of retention does not keep. `disk-full`, `library-damaged` */
  'backups.make': { params: nothing, result: z.object({ backup }) },
  /**
   * Restores a backup. `undo` is the backup of the state before; null if the library was damaged. Work under way ends first;
   * event `library.restored` follows. `not-found`, `library-damaged` for a damaged backup.
   */
  'backups.restore': {
    params: z.object({ name: backupName }),
    result: z.object({ undo: backupName.nullable() }),
  },

  /** Imported folders by path, and settings of all of them. */
  'folders.imported': {
    params: nothing,
    result: z.object({
      folders: z.array(importedFolder),
      /** True if folders are scanned at the start and watched while the app is open. */
      watch: z.boolean(),
      /** Globs that exclude files and folders everywhere. */
      exclude: z.array(z.string()),
    }),
  },
  /** Scans imported folders again, by default all. `not-found` for a folder that was not imported. */
  'folders.lookAgain': { params: z.object({ paths: z.array(path).max(1000).nullable() }), result: nothing },
  /** Switches watching on or off, for one folder, or for all (null). `not-found` */
  'folders.watch': { params: z.object({ path: path.nullable(), on: z.boolean() }), result: nothing },
  /** Sets the exclusions of all folders, besides the fixed ones, from the next scan on. */
  'folders.exclude': { params: z.object({ globs }), result: nothing },
  /** Missing photos, those found missing last first. */
  'photos.missing': {
    params: z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    result: z.object({ photos: z.array(missingPhoto), total: z.number().int() }),
  },

  /** Folders inside a folder (null: the home folder), for shells without a dialog. */
  /**
   * Promotes the better network that comes with Familiar, once all faces have its vectors; `status` has the progress.
   * Corrections stay. `bad-request` if there is none better.
   */
  'model.improve': { params: nothing, result: z.object({ model: z.string() }) },

  'folders.list': { params: z.object({ path: path.nullable() }), result: folderListing },
} as const;

export type MethodName = keyof typeof methods;
export type Params<M extends MethodName> = z.infer<(typeof methods)[M]['params']>;
export type Result<M extends MethodName> = z.infer<(typeof methods)[M]['result']>;

/** Implementations of all methods, which a shell needs to serve the contract. */
export type Handlers = {
  [M in MethodName]: (params: Params<M>, context: { signal: AbortSignal }) => Promise<Result<M>> | Result<M>;
};
