import { z } from 'zod';
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

/** What an edit did, as data: the words are made where it is shown. */
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
  /** `name` where it was one person who has one. */
  z.object({ kind: z.literal('hidden'), people: z.number().int(), name: who }),
  z.object({ kind: z.literal('shown'), people: z.number().int(), name: who }),
  z.object({ kind: z.literal('covered'), name: who }),
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

export type EditSummary = z.infer<typeof editSummary>;
export type EditEntry = z.infer<typeof editEntry>;
