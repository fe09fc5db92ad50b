import { area, type Detection } from './boxes.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { apply, fitSimilarity } from './similarity.ts';

/**
 * Detections at least this confident stand. Below it the landmarks have a veto: on dogs and on patterns the
 * landmark network squeezes a small or crooked face into the box.
 */
const certainScore = 0.9;
/** Root mean square distance of the landmarks from the mean face, in units of its side. */
const maxResidual = 0.1;
/** Side of the mean face as laid over the landmarks, relative to that of the detector's box. */
const minRelativeSide = 0.62;

/**
 * Whether a detection is a face, as its landmarks have it. The bounds lie between the faces of the labelled
 * group photos (relative side 0.63 and more, residual 0.06 and less) and two dogs (0.60 and less).
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function isFace(detection: Detection, landmarks: ArrayLike<number>): boolean {
  if (detection.score >= certainScore) return true;
  const points = stablePoints(landmarks);
  const meanFace = chipTargets(1, 0);
  const toMeanFace = fitSimilarity(points, meanFace);
  const relativeSide = 1 / Math.hypot(toMeanFace.a, toMeanFace.b) / Math.sqrt(area(detection));
  let squares = 0;
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = apply(toMeanFace, points[i], points[i + 1]);
    squares += (x - meanFace[i]) ** 2 + (y - meanFace[i + 1]) ** 2;
  }
  const residual = Math.sqrt(squares / (points.length / 2));
  return residual <= maxResidual && relativeSide >= minRelativeSide;
}
