import { float32At, int32At, numberAt, uint32At } from '../common/typed-arrays.ts';

/**
 * A forest of merges, stored as an order of its leaves and the merge height between each two consecutive
 * ones. Every cluster at every height is a run of the order. So a cut is one pass over an array, and a tree
 * can be replaced without touching the rest.
 */
export interface Dendrogram {
  /** Points, tree by tree. */
  order: Uint32Array;
  /** Height between a leaf of the order and the next; Infinity between trees and at the end. */
  gaps: Float32Array;
}

export const emptyDendrogram: Dendrogram = { order: new Uint32Array(0), gaps: new Float32Array(0) };

/**
 * Builds the dendrogram of merged runs of leaves.
 * @param runs leaves, the heights between them, and the start of each run
 * @param merges between runs; a parent must not be lower than its children, except by rounding
 */
export function joinRuns(
  { leaves, gaps, nodes: starts }: { leaves: Uint32Array; gaps: Float32Array; nodes: Uint32Array },
  merges: { a: number; b: number; height: number }[],
): Dendrogram {
  const count = starts.length - 1;
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = uint32At(parent, uint32At(parent, i));
    return i;
  };
  // A root is the first run of its tree.
  const last = parent.slice();
  const next = new Int32Array(count).fill(-1);
  const gapAfter = new Float32Array(count).fill(Infinity);
  merges.sort((x, y) => x.height - y.height || x.a - y.a || x.b - y.b);
  for (const { a, b, height } of merges) {
    const [x, y] = [root(a), root(b)];
    const [first, second] = x < y ? [x, y] : [y, x];
    gapAfter[uint32At(last, first)] = height;
    next[uint32At(last, first)] = second;
    last[first] = uint32At(last, second);
    parent[second] = first;
  }
  const joined = { order: new Uint32Array(leaves.length), gaps: new Float32Array(leaves.length) };
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (parent[i] !== i) continue;
    for (let run = i; run >= 0; run = int32At(next, run)) {
      joined.order.set(leaves.subarray(starts[run], starts[run + 1]), at);
      joined.gaps.set(gaps.subarray(starts[run], starts[run + 1]), at);
      at += uint32At(starts, run + 1) - uint32At(starts, run);
      joined.gaps[at - 1] = float32At(gapAfter, run);
    }
  }
  return joined;
}

/** Start of each cluster at a height in the order, followed by the length of the order. */
export function cutAt({ order, gaps }: Dendrogram, height: number): Uint32Array {
  const starts = new Uint32Array(order.length + 1);
  let count = order.length === 0 ? 0 : 1;
  for (let at = 0; at + 1 < order.length; at++) if (float32At(gaps, at) > height) starts[count++] = at + 1;
  starts[count] = order.length;
  return starts.subarray(0, count + 1);
}

/** Members of each cluster at a height, ascending; clusters are ordered by their lowest member. */
export function clustersAt(dendrogram: Dendrogram, height: number): number[][] {
  const starts = cutAt(dendrogram, height);
  return Array.from(starts.subarray(0, -1), (start, k) =>
    Array.from(dendrogram.order.subarray(start, starts[k + 1])).sort((a, b) => a - b),
  ).sort((a, b) => numberAt(a, 0) - numberAt(b, 0));
}
