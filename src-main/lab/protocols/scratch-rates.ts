import { embeddingDimension as dimension } from '../../common/vectors.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';
import { areaUnder, type FoundPair, rocOf } from './verification.ts';

/** False-accept rates at which the ROC is told. */
const toldFars = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

/** How well vectors tell people apart, on all pairs of them. */
export interface ScratchRates {
  faces: number;
  pairs: { same: number; different: number };
  /** Area under the ROC, 0 to 1. */
  auc: number;
  /** VAL at some FARs: points of the ROC. */
  roc: { far: number; val: number }[];
}

/**
 * Counted plainly: every pair is one, whoever has how many photos.
 * @returns null where there is no pair of one person, or none of two
 */
export function scratchRates({ vectors, people }: LabelledFaces): ScratchRates | null {
  const pairs: FoundPair[] = [];
  for (let i = 0; i < people.length; i++) {
    for (let j = 0; j < i; j++) {
      const distance = distanceOf(vectors, dimension, i, j);
      pairs.push({ same: people[i] === people[j], distance, fold: 0 });
    }
  }
  const same = pairs.filter((pair) => pair.same).length;
  if (same === 0 || same === pairs.length) return null;
  const roc = rocOf(pairs);
  return {
    faces: people.length,
    pairs: { same, different: pairs.length - same },
    auc: areaUnder(roc),
    roc: toldFars.map((far) => ({ far, val: roc.findLast((point) => point.far <= far)!.val })),
  };
}
