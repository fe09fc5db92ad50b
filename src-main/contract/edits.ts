import { z } from 'zod';
import { rowId } from './models.ts';
import { personId } from './person-id.ts';
import { removalKind } from './removals.ts';

const faces = z.number().int().min(0);
/** Null where the person has no name. */
const who = z.string().nullable();

const removedThings = {
  of: removalKind,
  subject: z.string().nullable(),
  photos: z.number().int().min(0),
  faces,
};

/** Effect of an edit as data. The user interface makes the words. */
export const editSummary = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('named'), name: z.string(), faces }),
  z.object({ kind: z.literal('renamed'), from: z.string(), to: z.string() }),
  /** A named person was made a nameless cluster again. */
  z.object({ kind: z.literal('unnamed'), name: who }),
  /** Faces that came to `into`. */
  z.object({ kind: z.literal('merged'), faces, into: who }),
  /** Faces that were split off `from`. */
  z.object({ kind: z.literal('split'), faces, from: who }),
  z.object({ kind: z.literal('moved'), faces, to: who }),
  /** Faces that are not `from`. */
  z.object({ kind: z.literal('rejected'), faces, from: who }),
  /** Detections that are no faces. */
  z.object({ kind: z.literal('dismissed'), faces }),
  /** Dismissed detections that are faces after all. */
  z.object({ kind: z.literal('restored'), faces }),
  /** `subject` is the path of a folder or the name of a person. */
  z.object({ kind: z.literal('removed'), removal: z.number().int(), ...removedThings }),
  z.object({ kind: z.literal('put-back'), ...removedThings }),
  /** A face that the detector had missed, and whose it was said to be. */
  z.object({ kind: z.literal('drawn'), photoId: z.number().int(), name: who.default(null) }),
  /** Null where the user said that the date is not known. */
  z.object({ kind: z.literal('dated'), photos: z.number().int(), date: z.string().nullable() }),
  /** A photo was made the best shot of its stack. */
  z.object({ kind: z.literal('topped'), photo: z.string() }),
  /** Photos that belong to no stack. */
  z.object({ kind: z.literal('unstacked'), photos: z.number().int() }),
  /** `name` where it was one person who has one. */
  z.object({ kind: z.literal('hidden'), people: z.number().int(), name: who }),
  z.object({ kind: z.literal('shown'), people: z.number().int(), name: who }),
  z.object({ kind: z.literal('covered'), name: who }),
  /** `on` is false for a person who is no longer a favourite. */
  z.object({ kind: z.literal('favoured'), name: who, on: z.boolean() }),
  /** Date of birth; null for unknown. */
  z.object({ kind: z.literal('born'), name: who, date: z.string().nullable() }),
  /** `own` is a distance of the model then in force; null where the person goes by the library's again. */
  z.object({ kind: z.literal('loosened'), name: who, own: z.number().nullable() }),
  /** People and confirmed faces that came from a file which a library was exported to. */
  z.object({ kind: z.literal('imported'), people: z.number().int(), faces }),
  /** Faces that were given to the people whom their albums are named after. */
  z.object({ kind: z.literal('took-albums'), faces, albums: z.number().int().min(0) }),
  /** Proposed names that were taken over, or not; `name` where it was one. */
  z.object({ kind: z.literal('accepted'), names: z.number().int(), name: who, faces }),
  z.object({ kind: z.literal('declined'), names: z.number().int(), name: who, faces }),
  z.object({ kind: z.literal('settled'), distance: z.number(), minFaces: z.number().int() }),
]);

/** One entry of the history. */
export const editEntry = z.object({
  id: z.number().int(),
  /** ISO 8601, UTC. */
  at: z.string(),
  kind: z.string(),
  summary: editSummary,
  /** Undone, and not redone since. */
  undone: z.boolean(),
});

/** Parts of the library that an edit can change; a view asks again for what it shows of them. */
export const changedPart = z.enum([
  /** Names, covers, and who is hidden. */
  'people',
  /** Which faces are together: labels, rejections, own distances, dismissed and removed faces. */
  'grouping',
  /** Which photos there are, their dates, and the number of faces in them. */
  'photos',
  /** Names that photos and other files bring along. */
  'proposals',
  /** Distance and minimum group size in force. */
  'settings',
]);

/** Everything that an edit changed, made, undone or redone. */
export const changed = z.object({
  /** State of the library after the edit; it counts up with every change, and event `people.changed` carries it too. */
  revision: z.number().int().min(0),
  parts: z.array(changedPart),
  /** Ids of changed people who have one that stays. A cluster that became a person is listed under the new id. */
  people: z.array(personId),
  /** Photos that were changed, or faces in them; null for more than 1,000. */
  photos: z.array(rowId).max(1000).nullable(),
});

/**
 * Answer of each method that makes an edit.
 * @param result what the method tells beside the edit
 */
export const edited = <T extends z.ZodType>(result: T) =>
  z.object({
    result,
    /** Entry of the history; null where nothing is different, and then `changed` is null too. */
    edit: editEntry.nullable(),
    changed: changed.nullable(),
  });

export type ChangedPart = z.infer<typeof changedPart>;
export type Changed = z.infer<typeof changed>;
/** See {@link edited}. */
export interface Edited<T> {
  result: T;
  edit: EditEntry | null;
  changed: Changed | null;
}

/** The same edit with another result. */
export const editedAs = <T, U>({ result, ...edit }: Edited<T>, as: (result: T) => U): Edited<U> => ({
  result: as(result),
  ...edit,
});

export type EditSummary = z.infer<typeof editSummary>;
export type EditEntry = z.infer<typeof editEntry>;
