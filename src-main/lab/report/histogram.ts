import { addNumber } from '../../common/typed-arrays.ts';
import type { FoundPair } from '../protocols/verification.ts';

/** Distances of pairs counted by kind, in bins of one width from 0 up. */
export interface DistanceHistogram {
  /** Width of a bin, in distance. */
  step: number;
  same: number[];
  different: number[];
}

const step = 0.02;

/** Counts the distances of same and of different pairs. A distance on the edge of two bins is in the farther. */
export function distanceHistogram(pairs: readonly FoundPair[]): DistanceHistogram {
  const farthest = pairs.reduce((most, pair) => Math.max(most, pair.distance), 0);
  const bins = binOf(farthest) + 1;
  const counts = (same: boolean) => {
    const list = new Array<number>(bins).fill(0);
    for (const pair of pairs) if (pair.same === same) addNumber(list, binOf(pair.distance), 1);
    return list;
  };
  return { step, same: counts(true), different: counts(false) };
}

/** Rounding must not push a distance of 0.06 below the edge at 0.06. */
const binOf = (distance: number): number => Math.floor(distance / step + 1e-9);

/** Divides counts by their sum; zeros where the sum is 0. */
export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
