import { embeddingDimension as dimension } from '../common/vectors.ts';
import type { ChangedPair } from '../contract/training.ts';
import { distanceOf } from './pair-distance.ts';

/** Faces as one model sees them. */
export interface JudgedVectors {
  /** Unit vectors, one after the other. */
  vectors: Float32Array;
  /** Distance below which two faces are taken for one person. */
  limit: number;
}

export interface ChangedPairs {
  /** The clearest first: by how far the two models' distances lie on either side of their limits, added up. */
  becameRight: ChangedPair[];
  becameWrong: ChangedPair[];
  /** How many there are of each in all. */
  rightTotal: number;
  wrongTotal: number;
}

/** Pairs told of either kind at most. */
const most = 50;

/**
 * Pairs of faces that one model judges rightly and the other wrongly.
 * @param people person of each face
 * @returns pairs of places among the faces
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
      const wasRight = before < base.limit === same;
      const isRight = after < candidate.limit === same;
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
