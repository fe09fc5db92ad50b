import { unitDistance } from '../../common/vectors.ts';
import { listDismissedBoxes } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { isSamePlace, likenessOf, type PlacedFace } from './same-faces.ts';

/**
 * True if the user dismissed this detection before: same place in the picture and similar vector. It stays dismissed
 * in a re-saved copy, which is a photo of its own.
 */
export function isDismissedAlready(db: ReadableDb, { box, vector }: PlacedFace, model: string): boolean {
  const dismissed = listDismissedBoxes(db);
  if (dismissed.length === 0) return false;
  const near = dismissed.filter((face) => isSamePlace(box, face.box));
  const within = likenessOf(db, model).anywhere;
  return getVectors(
    db,
    model,
    near.map(({ id }) => id),
  ).some((face) => unitDistance(face.vector, vector) <= within);
}
