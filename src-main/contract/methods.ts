import { z } from 'zod';
import { backup, backupName } from './backups.ts';
import { photoDate } from './dates.ts';
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
  photoSummary,
  rowId,
  similarFace,
} from './models.ts';
import { personId } from './person-id.ts';
import { askedNames, nameProposal, proposalKey } from './proposals.ts';
import { dismissedFace, purged, removal, removalPlan, removalTarget } from './removals.ts';
import { identifiedFace, namedPerson, photoQuery } from './search.ts';
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
/** The person's id after an edit: from then on one that stays. */
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
/** Says that somebody is in a photo twice, in a mirror or a collage, where it is refused otherwise. */
const merge = z.boolean().optional();
const minFaces = z.number().int().min(1).max(1000);
const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, 'it holds a NUL');

/**
 * Patterns as shells have them (`*`, `?`, `**`, `{a,b}`). One without a slash is matched with the names of files and
 * folders, one with a slash with the path from the imported folder on.
 */
const globs = z.array(z.string().min(1).max(1000)).max(1000);

/**
 * One entry a method: what goes in, what comes out. Router and client are derived from this table. Methods that make
 * an edit answer as {@link edited} says.
 */
export const methods = {
  'library.status': { params: nothing, result: libraryStatus },

  /**
   * Starts an import of folders and files, or adds them to the one that runs. Folders are remembered, with what is
   * left out of them and whether links in them are followed, and looked at again.
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
  /** Stops the import; photos already recognised stay, those waiting are forgotten. */
  'import.cancel': { params: nothing, result: nothing },
  /** Files that could not be imported, newest first. */
  'import.failures': { params: nothing, result: z.object({ failures: z.array(failure) }) },

  /** Groups at a distance, a page at a time, all without a limit. Nothing is stored: `people.settle` does that. */
  'people.list': {
    params: z.object({
      distance,
      minFaces,
      offset: z.number().int().min(0).optional(),
      limit: z.number().int().min(1).optional(),
    }),
    result: peopleAtDistance,
  },
  /** Makes a distance and a minimum group size the ones in force for the library. */
  'people.settle': { params: z.object({ distance, minFaces }), result: edited(nothing) },
  /** A person at a distance; with `own`, as if that were the person's own distance. */
  'people.get': {
    params: z.object({ id: personId, distance, own: distance.optional() }),
    result: personDetail,
  },
  /**
   * Names a person, and so keeps their faces together at every distance. An empty name makes a named person
   * a nameless cluster again. A name that another person has joins the two; where they are in one photo, only with
   * `merge`: otherwise it is refused with `name-in-photo`.
   */
  'people.name': {
    params: z.object({ id: personId, name, distance, merge }),
    result: edited(kept),
  },
  /**
   * Puts people together for good; the first with a name keeps it, and cover and corrections. Where two of them are in
   * one photo, only with `merge`: otherwise it is refused with `name-in-photo`.
   */
  'people.merge': { params: z.object({ ids: people.min(2), distance, merge }), result: edited(kept) },
  /**
   * Makes two people of one, who stay apart for good: `faces` become another person, the rest keeps name and id.
   * Each side takes a face.
   */
  'people.split': {
    params: z.object({ id: personId, faces, distance }),
    result: edited(z.object({ kept: personId, split: personId })),
  },
  /**
   * Where a person's faces would come apart first, also where they were said to be one person; with `nth`, after so
   * many other proposals. Nothing is stored: `people.split` does that.
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
  /** At which distances faces come together, over the span of the slider. */
  'people.heights': { params: nothing, result: mergeHeights },
  /** Hides people, at every distance and for good. */
  'people.hide': { params: z.object({ ids: people, distance }), result: edited(nothing) },
  'people.show': { params: z.object({ ids: people }), result: edited(nothing) },
  /** Chooses which of a person's faces stands for them. */
  'people.cover': { params: z.object({ id: personId, face: rowId, distance }), result: edited(kept) },
  /** Gives a person a distance of their own, or null for the one of the library. */
  'people.loosen': {
    params: z.object({ id: personId, own: distance.nullable(), distance }),
    result: edited(kept),
  },
  /**
   * Copies a person's photos into a folder, or links them, with a contact sheet where one is wanted. What is in the
   * folder stays. `not-found`, `output-unwritable`
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
  /** Names in use, for completion. */
  'people.names': { params: nothing, result: z.object({ names: z.array(z.string()) }) },

  /**
   * Names that photos, files beside them and exported files give to people, not yet confirmed; most faces first.
   * With `id`, of one person.
   */
  'proposals.list': {
    params: z.object({ distance, id: personId.optional(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({
      proposals: z.array(nameProposal),
      total: z.number().int(),
      /** False where no file brings a name along: then no correction of people or faces can add a proposal. */
      any: z.boolean(),
    }),
  },
  /**
   * Takes proposed names over; all of them where none are picked. Where somebody would be in a photo twice,
   * `together` says whether these names are taken over too, or left as they are (`left` counts them); otherwise all is
   * refused with `name-in-photo`.
   */
  'proposals.accept': {
    params: pickedNames.extend({ together: z.enum(['take', 'leave']).optional() }),
    result: edited(acceptedNames),
  },
  /** Forgets proposed names; all of them where none are picked. Nothing is said of the faces. */
  'proposals.decline': { params: pickedNames, result: edited(settledNames) },

  /**
   * Photos of which other programs say who is in them and not which face is whose, where that is not clear; of one
   * photo, or of all. They are answered by `faces.assign`, or by `proposals.declineAsked`.
   */
  'proposals.asked': {
    params: z.object({ distance, photoId: rowId.optional(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({ photos: z.array(askedNames), total: z.number().int() }),
  },
  /** Forgets such a name of a photo, as an edit. `not-found` */
  'proposals.declineAsked': { params: z.object({ photoId: rowId, name, distance }), result: edited(nothing) },

  /** Pairs that may be one person, those first whose answer tells most. */
  'review.next': {
    params: z.object({ distance, limit: z.number().int().min(1).max(100) }),
    result: reviewPage,
  },
  /** Remembers whether two groups are one person, as an edit. */
  'review.answer': {
    params: z.object({ a: personId, b: personId, same: z.boolean(), distance }),
    result: edited(nothing),
  },

  /** Everybody with a name, by name. */
  'people.named': { params: nothing, result: z.object({ people: z.array(namedPerson) }) },

  /** Photos by date taken, newest first, a page at a time. */
  'photos.list': {
    params: z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    result: z.object({ photos: z.array(photoSummary), total: z.number().int() }),
  },
  /** Photos with and without these people, within these days, in the same order. */
  'photos.search': {
    params: photoQuery,
    result: z.object({ photos: z.array(photoSummary), total: z.number().int() }),
  },
  'photos.get': { params: z.object({ id: rowId, distance }), result: photoDetail },
  /** Says when photos were taken, as an edit; null where that is not known. It holds whatever files say. `not-found` */
  'photos.date': {
    params: z.object({ photos: z.array(rowId).min(1).max(100_000), date: photoDate.nullable() }),
    result: edited(nothing),
  },
  /** Hides everyone in a photo who has no name. */
  'photos.hideStrangers': {
    params: z.object({ id: rowId, distance }),
    result: edited(z.object({ hidden: z.number().int() })),
  },
  /**
   * Gives faces to another person; null for a new one, or for the one with this name. Where that person has another
   * face in the same photo, only with `merge`: otherwise it is refused with `name-in-photo`.
   */
  'faces.assign': {
    params: z.object({ faces, to: personId.nullable(), name: name.optional(), distance, merge }),
    result: edited(kept),
  },
  /** Says that faces are not this person, whether they are shown with them or not. */
  'faces.reject': { params: z.object({ faces, from: personId, distance }), result: edited(nothing) },
  /** Says that detections are no faces: they are not listed, counted or grouped again. */
  'faces.dismiss': { params: z.object({ faces }), result: edited(nothing) },
  /** Dismissed detections, newest first, of one photo or of all. */
  'faces.dismissed': {
    params: z.object({ photoId: rowId.optional(), limit: z.number().int().min(1).max(10_000) }),
    result: z.object({ faces: z.array(dismissedFace), total: z.number().int() }),
  },
  /** Says that dismissed detections are faces after all. */
  'faces.restore': { params: z.object({ faces }), result: edited(nothing) },
  /**
   * Takes in a face that the detector missed, with a vector like any other's, and gives it to the person with this
   * name. At least 16 pixels a side. Over a face that is known already, that face is meant, also where it was
   * dismissed. `name-in-photo` as for `faces.assign`.
   */
  'faces.draw': {
    params: z.object({ photoId: rowId, box: drawnBox, name: name.optional(), merge }),
    result: edited(z.object({ id: rowId })),
  },
  /** Nearest faces in the library to one of its faces, itself left out. */
  'faces.similar': {
    params: z.object({ id: rowId, limit: z.number().int().min(1).max(100) }),
    result: z.object({ faces: z.array(similarFace) }),
  },
  /** Why a face is where it is: the faces near it, of its own group and of the nearest other. */
  'faces.why': { params: z.object({ id: rowId, distance }), result: whyHere },

  /** Who the faces in a photo look like, which need not be in the library; nothing of it is stored. */
  'faces.identify': {
    params: z.object({ path, distance }),
    result: z.object({ faces: z.array(identifiedFace) }),
  },

  /** Counts the items that a removal would take out of the library. Changes nothing. */
  'removal.plan': { params: z.object({ target: removalTarget }), result: removalPlan },
  /**
   * Takes photos, a person or all faces out of sight, as an edit. They can be put back until they are purged, by the
   * user or by themselves after 30 days. `not-found` where there is nothing to remove.
   */
  'removal.remove': { params: z.object({ target: removalTarget }), result: edited(removal) },
  /** Removals that can be put back, newest first. */
  'removal.list': { params: nothing, result: z.object({ removals: z.array(removal) }) },
  /** Puts back what was removed, as an edit. */
  'removal.putBack': { params: z.object({ id: rowId }), result: edited(nothing) },
  /**
   * Deletes for good what was removed, all of it without an id, and what the history, frozen training runs and caches
   * hold of it. With `models`, also models trained on it, but for the one in force; with `backups`, all backups made
   * before.
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
  /** Takes the last edit back, and tells which; null where there is none. `edit-outdated` where it cannot be. */
  'edits.undo': { params: nothing, result: edited(nothing) },
  /** Makes the edit again that was undone last. A new edit after an undo forgets those undone. */
  'edits.redo': { params: nothing, result: edited(nothing) },

  /** People, faces and scopes of a training with these people; null for everybody with a name. */
  'training.plan': { params: z.object({ people: people.nullable() }), result: trainingPlan },
  /** The albums in a folder. */
  'training.albums': { params: z.object({ folder: path }), result: albumsListing },
  /**
   * Imports the albums in a folder and gives the main face of each photo to the person whom the album is named after,
   * as one edit; answers when that is done. Faces that somebody else has stay theirs. Again, it changes nothing.
   */
  'training.takeAlbums': { params: z.object({ folder: path }), result: edited(albumsTaken) },
  /**
   * Starts a run on these people (null: everybody with a name), after the albums in a folder have been taken where one
   * is given. One run at a time. `training-busy`, `too-few-people`, `too-few-faces`
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
  /** Ends training with the best weights so far: they are still compared. Before there are any, ends the run. */
  'training.stop': { params: nothing, result: nothing },
  /** The run under way, or null. */
  'training.progress': { params: nothing, result: z.object({ progress: trainingProgress.nullable() }) },
  /** Newest first. */
  'training.runs': { params: nothing, result: z.object({ runs: z.array(trainingRun) }) },
  'training.run': { params: z.object({ id: rowId }), result: trainingRunDetail },
  /**
   * Takes a run's candidate into force, whatever the rule said. Faces are looked at anew first: see `model` of
   * `library.status`.
   */
  'training.use': { params: z.object({ id: rowId }), result: nothing },
  /** Notes that a run's candidate is not wanted; where it is on its way into force, that ends. */
  'training.keepOld': { params: z.object({ id: rowId }), result: nothing },
  /** Goes back to the model that was in force before the present one; tells which. */
  'training.rollBack': { params: nothing, result: z.object({ model: z.string() }) },

  /** Copies of what the library knows, the newest first, and the folder that they lie in. */
  'backups.list': { params: nothing, result: z.object({ backups: z.array(backup), folder: z.string() }) },
  /** Makes one now; older ones that the rule does not keep go. `disk-full`, `library-damaged` */
  'backups.make': { params: nothing, result: z.object({ backup }) },
  /**
   * Takes the library back to a backup, and tells the one that takes it forth again; null where the library was
   * damaged. Work under way ends first; event `library.restored` follows. `not-found`, `library-damaged` where the
   * backup is.
   */
  'backups.restore': {
    params: z.object({ name: backupName }),
    result: z.object({ undo: backupName.nullable() }),
  },

  /** The folders that were imported, by path, and what holds for all of them. */
  'folders.imported': {
    params: nothing,
    result: z.object({
      folders: z.array(importedFolder),
      /** True if folders are scanned at the start and watched while the app is open. */
      watch: z.boolean(),
      /** Globs of what is left out of all folders. */
      exclude: z.array(z.string()),
    }),
  },
  /** Looks at imported folders again; at all of them where none are given. `not-found` for one that was not imported. */
  'folders.lookAgain': { params: z.object({ paths: z.array(path).max(1000).nullable() }), result: nothing },
  /** Switches watching on or off, for one folder or, with null, for all. `not-found` */
  'folders.watch': { params: z.object({ path: path.nullable(), on: z.boolean() }), result: nothing },
  /** Says what is left out of all folders, beside what always is. It holds from the next look on. */
  'folders.exclude': { params: z.object({ globs }), result: nothing },
  /** Photos no file of which is there, those found so last first. */
  'photos.missing': {
    params: z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    result: z.object({ photos: z.array(missingPhoto), total: z.number().int() }),
  },

  /** Folders inside a folder, for choosing one where the shell has no dialog. Null means the home folder. */
  /**
   * Takes the better network that comes with Familiar into force, once it has looked at all faces anew; `status` tells
   * how far it is. What the user said stays. `bad-request` where there is none better.
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
