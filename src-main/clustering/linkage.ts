import { float32At, int32At, uint32At } from '../common/typed-arrays.ts';
import { type Dendrogram, emptyDendrogram } from './dendrogram.ts';
import { dendrogramOf, linkWithin } from './tree-linkage.ts';
import { relink } from './relink.ts';
import { LinkageEdges } from './linkage-edges.ts';
import type { LinkageInput } from './linkage-input.ts';

/**
 * The two stages of the grouping: candidate people, and the groups shown within them [Note: Within a tree].
 */
export interface Linkage {
  /** Candidate people, by average linkage. */
  trees: Dendrogram;
  /** Each of these trees, linked anew, at the same place of the order. */
  dendrogram: Dendrogram;
}

export const emptyLinkage: Linkage = { trees: emptyDendrogram, dendrogram: emptyDendrogram };

/**
 * Updates a linkage after points were added, removed or changed. The result equals a full linkage, except for
 * grafts [Note: Grafts].
 * @param changed see {@link relink}
 * @param steadiness see {@link relink}
 */
export function updateLinkage(
  input: LinkageInput,
  before: Linkage,
  changed: readonly number[],
  steadiness = Infinity,
): Linkage {
  const edges = new LinkageEdges(input);
  const trees = relink(input, before.trees, changed, steadiness, edges);
  return { trees, dendrogram: withinTrees(input, edges, trees, before, changed) };
}

function withinTrees(
  input: LinkageInput,
  edges: LinkageEdges,
  trees: Dendrogram,
  before: Linkage,
  changed: readonly number[],
): Dendrogram {
  const { size } = input.rows;
  const { order, gaps } = trees;
  const shown = { order: order.slice(), gaps: gaps.slice() };
  const isChanged = new Uint8Array(size);
  for (const point of changed) isChanged[point] = 1;
  const wasAt = new Int32Array(size).fill(-1);
  before.trees.order.forEach((point, place) => (wasAt[point] = place));
  const treeOf = new Int32Array(size).fill(-1);
  const anew: { start: number; end: number }[] = [];
  for (let start = 0; start < order.length; start = gaps.indexOf(Infinity, start) + 1) {
    const end = gaps.indexOf(Infinity, start) + 1;
    if (end === start + 1) continue;
    const old = int32At(wasAt, uint32At(order, start));
    const points = order.subarray(start, end);
    if (
      old >= 0 &&
      !points.some((point) => isChanged[point]) &&
      isSame(before.trees, old, trees, start, end)
    ) {
      shown.order.set(before.dendrogram.order.subarray(old, old + end - start), start);
      shown.gaps.set(before.dendrogram.gaps.subarray(old, old + end - start), start);
      continue;
    }
    for (const point of points) treeOf[point] = anew.length;
    // The order must not depend on the history of the tree.
    shown.order.subarray(start, end).sort();
    anew.push({ start, end });
  }
  const points = Uint32Array.from(anew.flatMap(({ start, end }) => [...shown.order.subarray(start, end)]));
  const linked = dendrogramOf(points, linkWithin(input, edges, points, treeOf));
  let at = 0;
  for (const { start, end } of anew) {
    shown.order.set(linked.order.subarray(at, at + end - start), start);
    shown.gaps.set(linked.gaps.subarray(at, at + end - start), start);
    at += end - start;
  }
  return shown;
}

/** Is a tree the same as before, at the place where its first point was? */
function isSame(before: Dendrogram, old: number, now: Dendrogram, start: number, end: number): boolean {
  if (old > 0 && float32At(before.gaps, old - 1) < Infinity) return false;
  for (let k = 0; k < end - start; k++) {
    if (before.order[old + k] !== now.order[start + k] || before.gaps[old + k] !== now.gaps[start + k]) {
      return false;
    }
  }
  return true;
}
