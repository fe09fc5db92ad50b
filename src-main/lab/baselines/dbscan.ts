import { clustersOf } from './cluster-labels.ts';
import type { Neighbours } from './neighbours.ts';

const unvisited = -1;

/**
 * DBSCAN (Ester et al. 1996): a point with at least `minPoints` points within the distance, itself included, is
 * a core; cores within the distance of each other are one cluster, which takes in the points within the
 * distance of its cores. A point in no cluster is a cluster of its own.
 * @returns members of each cluster, ascending; clusters by their lowest member
 */
export function dbscan(neighbours: Neighbours, distance: number, minPoints: number): number[][] {
  const { count } = neighbours;
  const classes = new Int32Array(count).fill(unvisited);
  const isCore = (point: number) => neighbours.within(point, distance).length + 1 >= minPoints;
  for (let start = 0; start < count; start++) {
    if (classes[start] !== unvisited || !isCore(start)) continue;
    classes[start] = start;
    const open = [start];
    for (let core = open.pop(); core !== undefined; core = open.pop()) {
      for (const near of neighbours.within(core, distance)) {
        if (classes[near] !== unvisited) continue;
        classes[near] = start;
        if (isCore(near)) open.push(near);
      }
    }
  }
  return clustersOf(classes.map((label, point) => (label === unvisited ? point : label)));
}
