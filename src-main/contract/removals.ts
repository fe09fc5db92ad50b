import { z } from 'zod';
import { box, distance, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);

/** Kinds of removals. `faces` removes all faces of the library, with all corrections and models that depend on them. */
export const removalKind = z.enum(['folder', 'missing', 'photos', 'person', 'faces']);

/** Items to remove. Photo files on the disk are never touched. */
export const removalTarget = z.discriminatedUnion('kind', [
  /** Photos in a folder, at any depth. Photos that are elsewhere too stay. */
  z.object({ kind: z.literal('folder'), path: z.string().min(1).max(4096) }),
  /** Missing photos whose folder is readable. */
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('photos'), ids: z.array(rowId).min(1).max(100_000) }),
  /** The name of a person and all faces shown with it at a distance. The photos stay. */
  z.object({ kind: z.literal('person'), id: personId, distance }),
  z.object({ kind: z.literal('faces') }),
]);

/** Numbers of the items that a removal would affect. */
export const removalPlan = z.object({
  photos: count,
  faces: count,
  /** Labelled faces. */
  labels: count,
  /** Names of the people without faces afterwards. */
  names: z.array(z.string()),
  /** Photos whose only known file is in the library, from a drop into a browser. A purge deletes the file. */
  received: count,
  /** Models trained on some of these faces. A purge keeps them unless it is told otherwise. */
  models: z.array(z.object({ id: z.string(), active: z.boolean() })),
  /** Backups, which contain the same data. */
  backups: count,
});

/** A removal that can be put back. */
export const removal = z.object({
  id: rowId,
  kind: removalKind,
  /** Path of the folder, or name of the person; null for neither. */
  subject: z.string().nullable(),
  /** Times of the removal and of its automatic purge. ISO 8601, UTC. */
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

/** A detection that the user dismissed. */
export const dismissedFace = z.object({ id: rowId, photoId: rowId, box });

export type RemovalKind = z.infer<typeof removalKind>;
export type RemovalTarget = z.infer<typeof removalTarget>;
export type RemovalPlan = z.infer<typeof removalPlan>;
export type Removal = z.infer<typeof removal>;
export type Purged = z.infer<typeof purged>;
export type DismissedFace = z.infer<typeof dismissedFace>;
