import { embeddingDimension as dimension } from '../common/vectors.ts';
import type { ChangedPair } from '../contract/training.ts';
import { distanceOf } from './pair-distance.ts';
import { isAcceptedAtRate } from './validation-rate.ts';

/** Vectors of the compared faces by one model. */
export interface JudgedVectors {
  /** Unit vectors, one after the other. */
  vectors: Float32Array;
  /** Distance of the nearest pair that is rejected at the compared rate, from {@link limitsOf}. */
  limit: number;
}

export interface ChangedPairs {
  /** Sorted by the sum of both distances' margins to their models' limits, largest first. */
  becameRight: ChangedPair[];
  becameWrong: ChangedPair[];
  /** Numbers of all such pairs, listed or not. */
  rightTotal: number;
  wrongTotal: number;
}

/** Greatest number of pairs listed of either kind. */
const most = 50;

/**
 * Finds the pairs of faces that one model judges rightly and the other wrongly.
 * @param people person of each face
 * @returns pairs of indices into the faces
 */
export function findChangedPairs(
  people: ArrayLike<number>,
  base: JudgedVectors,
  candidate: JudgedVectors,
): ChangedPairs {
  const right: Clear[] = [];
  const wrong: Clear[] = [];
  for (let a = 0; a < people.length; a++) {
    for (let b = a + 1; b < people.length; b++) {
      const before = distanceOf(base.vectors, dimension, a, b);
      const after = distanceOf(candidate.vectors, dimension, a, b);
      const same = people[a] === people[b];
      const wasRight = isAcceptedAtRate(before, base.limit) === same;
      const isRight = isAcceptedAtRate(after, candidate.limit) === same;
      if (wasRight === isRight) continue;
      const clearness = Math.abs(before - base.limit) + Math.abs(after - candidate.limit);
      (isRight ? right : wrong).push({ pair: { a, b, same, before, after }, clearness });
    }
  }
  return {
    becameRight: clearest(right),
    becameWrong: clearest(wrong),
    rightTotal: right.length,
    wrongTotal: wrong.length,
  };
}

interface Clear {
  pair: ChangedPair;
  clearness: number;
}

const clearest = (pairs: Clear[]): ChangedPair[] =>
  pairs
    .sort((x, y) => y.clearness - x.clearness)
    .slice(0, most)
    .map(({ pair }) => pair);
