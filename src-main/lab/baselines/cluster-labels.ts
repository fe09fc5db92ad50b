/**
 * Gathers points by their class.
 * @returns members of each cluster, ascending; clusters by their lowest member
 */
export function clustersOf(classes: ArrayLike<number>): number[][] {
  const clusters = Map.groupBy(Array.from(classes).keys(), (point) => classes[point]);
  return [...clusters.values()];
}
