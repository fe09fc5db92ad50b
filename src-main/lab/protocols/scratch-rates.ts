import { required } from '../../common/elements.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';
import { valAtFar } from '../../metrics/validation-rate.ts';
import { areaUnder, type FoundPair, rocOf } from './verification.ts';

/** False-accept rates at which the ROC is reported. */
const reportedFars = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

/** Figures of verification over all pairs of some faces. */
export interface ScratchRates {
  faces: number;
  pairs: { same: number; different: number };
  /** Area under the ROC, 0 to 1. */
  auc: number;
  /** VAL at several FARs [Note: VAL and FAR]. */
  roc: { far: number; val: number }[];
}

/**
 * Evaluates verification over all pairs, each pair weighing 1.
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
  const distances = (isSame: boolean) =>
    pairs.flatMap((pair) => (pair.same === isSame ? [pair.distance] : []));
  return {
    faces: people.length,
    pairs: { same, different: pairs.length - same },
    auc: areaUnder(rocOf(pairs)),
    roc: reportedFars.map((far) => ({
      far,
      val: required(valAtFar(distances(true), distances(false), far)).val,
    })),
  };
}
