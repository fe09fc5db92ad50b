import { float64At } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';

/** Neighbours of each point up to a distance, nearest first. */
export interface Neighbours {
  count: number;
  /** Points at most `distance` from `point`; `distance` is at most the one that the neighbours were found for. */
  within(point: number, distance: number): Uint32Array;
}

/**
 * Compares every two points.
 * @param vectors unit vectors of `dimension` floats, one after the other
 * @param maxDistance Euclidean; pairs further apart are left out, which bounds memory
 */
export function findNeighbours(vectors: Float32Array, dimension: number, maxDistance: number): Neighbours {
  const count = vectors.length / dimension;
  const lists: { point: number; distance: number }[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const distance = distanceOf(vectors, dimension, i, j);
      if (distance > maxDistance) continue;
      elementAt(lists, i).push({ point: j, distance });
      elementAt(lists, j).push({ point: i, distance });
    }
  }
  const sorted = lists.map((list) => {
    list.sort((a, b) => a.distance - b.distance || a.point - b.point);
    return {
      points: Uint32Array.from(list, (entry) => entry.point),
      distances: Float64Array.from(list, (entry) => entry.distance),
    };
  });
  return {
    count,
    within(point, distance) {
      const { points, distances } = elementAt(sorted, point);
      return points.subarray(0, firstBeyond(distances, distance));
    },
  };
}

/** Index of the first value above a limit in an ascending list. */
function firstBeyond(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (float64At(values, middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
