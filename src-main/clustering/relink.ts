import { type Dendrogram, growDendrogram, replaceTrees, treesOf } from './dendrogram.ts';
import { linkRegion } from './link-region.ts';
import type { Measure } from './measure.ts';
import type { GraphRows } from './neighbour-graph.ts';
import { cutOutRegion, insideOf, type PointFacts } from './region.ts';

/** All that groups depend on. */
export interface Scene {
  rows: GraphRows;
  facts: PointFacts;
  /** Pairs of points that are not one person because the user said so. */
  apart: readonly (readonly [number, number])[];
  measure: Measure;
}

/**
 * Brings a dendrogram up to date after points came, went or changed. Only the trees that these are in are linked
 * again, and those that a cluster of them would rather have merged with, until there is none: the result is the
 * dendrogram that linking everything would give.
 * @param changed new points, and those whose neighbours, person, photo or apartness changed
 */
export function relink(scene: Scene, dendrogram: Dendrogram, changed: Iterable<number>): Dendrogram {
  const { rows, facts, apart, measure } = scene;
  const trees = treesOf(dendrogram, rows.size);
  const places = new Uint32Array(rows.size);
  dendrogram.order.forEach((point, place) => (places[point] = place));
  const outside = { dendrogram, places, trees, poor: facts.poor };
  const wanted = new Set<number>();
  for (;;) {
    const isInside = insideOf(changed, trees, wanted);
    const region = cutOutRegion(rows, facts, apart, isInside, measure);
    const linked = linkRegion(region, outside, measure);
    if (linked.wanted.size === 0) {
      const fresh = growDendrogram(region.points.subarray(0, region.count), linked.merges);
      return replaceTrees(dendrogram, (point) => isInside[point] === 1, fresh);
    }
    for (const tree of linked.wanted) wanted.add(tree);
  }
}
