import { z } from 'zod';
import { box, distance, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);

/** Kinds of removals. `faces` removes all faces of the library, with all corrections and models that depend on them. */
export const removalKind = z.enum(['folder', 'missing', 'photos', 'person', 'faces']);

/** Items to remove. Photo files on the disk are never touched. */
export const removalTarget = z.discriminatedUnion('kind', [
  /** The photos that lie in a folder, at any depth; one that lies elsewhere too stays. */
  z.object({ kind: z.literal('folder'), path: z.string().min(1).max(4096) }),
  /** Photos whose files are gone, although the folder that they were in can be read. */
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('photos'), ids: z.array(rowId).min(1).max(100_000) }),
  /** All faces shown with a person at a distance, and the name. The photos stay. */
  z.object({ kind: z.literal('person'), id: personId, distance }),
  z.object({ kind: z.literal('faces') }),
]);

/** Numbers of the items that a removal would affect. */
export const removalPlan = z.object({
  photos: count,
  faces: count,
  /** Faces that the user has said whose they are. */
  labels: count,
  /** People of whom nothing is left, by name. */
  names: z.array(z.string()),
  /** Photos of which the library has the only file that it knows, from a drop into a browser: a purge deletes it. */
  received: count,
  /** Models that were trained on some of these faces; a purge leaves them where it is not told otherwise. */
  models: z.array(z.object({ id: z.string(), active: z.boolean() })),
  /** Backups of the library, which hold the same still. */
  backups: count,
});

/** Something that was removed and can be put back. */
export const removal = z.object({
  id: rowId,
  kind: removalKind,
  /** Path of the folder, or name of the person; null where there is none. */
  subject: z.string().nullable(),
  /** ISO 8601, UTC: when it was removed, and from when on it is purged by itself. */
  at: z.string(),
  purgeAt: z.string(),
  photos: count,
  faces: count,
});

/** Numbers of the items that a purge deleted permanently. */
export const purged = z.object({
  removals: count,
  photos: count,
  faces: count,
  models: z.array(z.string()),
  backups: count,
});

/** A detection that the user said is no face. */
export const dismissedFace = z.object({ id: rowId, photoId: rowId, box });

export type RemovalKind = z.infer<typeof removalKind>;
export type RemovalTarget = z.infer<typeof removalTarget>;
export type RemovalPlan = z.infer<typeof removalPlan>;
export type Removal = z.infer<typeof removal>;
export type Purged = z.infer<typeof purged>;
export type DismissedFace = z.infer<typeof dismissedFace>;
