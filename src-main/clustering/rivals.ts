/** Single points; and the sums of likeness to whole nodes and trees outside, under {@link holderOf} theirs. */
export interface Rivals {
  points: Set<number>;
  holders: Map<number, number>;
  /** Holders of points that must be apart from the cluster. They are not in the sums. */
  opposed: Set<number>;
}

/** One number for a node of the region or a tree outside. */
export const holderOf = (node: number, tree: number): number => (node < 0 ? -1 - tree : node);

/** Those of two clusters that merge. */
export function joinedRivals(a: Rivals, b: Rivals): Rivals {
  const [points, fewer] = a.points.size < b.points.size ? [b.points, a.points] : [a.points, b.points];
  for (const point of fewer) points.add(point);
  const [holders, less] = a.holders.size < b.holders.size ? [b.holders, a.holders] : [a.holders, b.holders];
  for (const [holder, sum] of less) holders.set(holder, (holders.get(holder) ?? 0) + sum);
  const [opposed, rest] = a.opposed.size < b.opposed.size ? [b.opposed, a.opposed] : [a.opposed, b.opposed];
  for (const holder of rest) opposed.add(holder);
  return { points, holders, opposed };
}
