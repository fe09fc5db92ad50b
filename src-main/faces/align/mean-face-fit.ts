import { numberAt } from '../../common/typed-arrays.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { apply, fitSimilarity } from './similarity.ts';

/** The similarity fit of the mean face to a face's landmarks. */
export interface MeanFaceFit {
  /** Side of the mean face's square, in the unit of the landmarks. */
  side: number;
  /** Root mean square distance of the stable landmarks from those of the mean face, relative to its side. */
  misfit: number;
}

/** @param landmarks 68 x, y pairs in the same unit along both axes */
export function fitMeanFace(landmarks: ArrayLike<number>): MeanFaceFit {
  const points = stablePoints(landmarks);
  const meanFace = chipTargets(1, 0);
  const toMeanFace = fitSimilarity(points, meanFace);
  let squares = 0;
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = apply(toMeanFace, numberAt(points, i), numberAt(points, i + 1));
    squares += (x - numberAt(meanFace, i)) ** 2 + (y - numberAt(meanFace, i + 1)) ** 2;
  }
  return {
    side: 1 / Math.hypot(toMeanFace.a, toMeanFace.b),
    misfit: Math.sqrt(squares / (points.length / 2)),
  };
}
