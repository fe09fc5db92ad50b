import type { Merge } from './average-linkage.ts';

/**
 * The clusters of a dendrogram at a distance. A larger distance only joins clusters of a smaller one.
 * @param count points
 * @param merges nearest first, as the linkage gives them
 * @param distance merges up to and including this one count
 * @returns members of each cluster, ascending; clusters by their lowest member
 */
export function cutDendrogram(count: number, merges: readonly Merge[], distance: number): number[][] {
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  for (const merge of merges) {
    if (merge.distance > distance) break;
    const a = root(merge.a);
    const b = root(merge.b);
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  const clusters = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const top = root(i);
    const members = clusters.get(top);
    if (members) members.push(i);
    else clusters.set(top, [i]);
  }
  return [...clusters.values()];
}
