import type { Box } from '../../contract/models.ts';
import { listDismissedBoxes } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { unitDistance } from '../../common/vectors.ts';
import { sameFaceIou } from '../../interchange/face-matches.ts';
import { matchBoxes } from '../../interchange/overlap.ts';
import { asModel } from '../active-model.ts';

/**
 * How far apart the vectors of one detection are at most when its photo was saved anew, in distances of the built-in
 * model. Of 12 faces in four sample photos they were 0.113 apart at most, and 0.027 in the middle, after saving as JPEG
 * of quality 70; 0.060 and 0.044 at half the width.
 */
const sameDetection = 0.12;

/**
 * Whether a detection is one that the user said is no face: at the same place of a picture, and with the same look. So
 * it stays dismissed in a photo that was saved anew or that another program has written into, which is a new photo.
 */
export function isDismissedAlready(
  db: ReadableDb,
  { box, vector }: { box: Box; vector: Float32Array },
  model: string,
): boolean {
  const dismissed = listDismissedBoxes(db);
  if (dismissed.length === 0) return false;
  const near = dismissed.filter((face) => matchBoxes([box], [face.box], sameFaceIou).length > 0);
  const within = asModel(db, model, sameDetection);
  return getVectors(
    db,
    model,
    near.map(({ id }) => id),
  ).some((face) => unitDistance(face.vector, vector) <= within);
}
