import { linkAverage, type Merge } from './average-linkage.ts';
import { cutDendrogram } from './cut.ts';

/** Points to be clustered. */
export interface Points {
  /** n unit vectors of `dimension` floats, one after the other. */
  vectors: Float32Array;
  dimension: number;
  /** n numbers; points with the same one are never in one cluster (a face's photo). */
  groups: ArrayLike<number>;
  /** n flags: 1 for a point that must not start a cluster [Note: Poor faces]; none where it is not given. */
  poor?: Uint8Array;
}

/** All that cuts at any distance need to know of points. */
export interface Linkage {
  /** The dendrogram over the points that are not poor. */
  merges: Merge[];
  /** The poor points, each with the good ones that are nearest to it, nearest first. */
  poor: { point: number; nearest: number[] }[];
}

export interface Cut {
  /** Members of each cluster, ascending; clusters by their lowest member. */
  clusters: number[][];
  /** Poor points that are in none, ascending. */
  leftOut: number[];
}

/** A poor point may join the clusters of this many points. */
const neighbours = 16;

/**
 * [Note: Poor faces] The vectors of blurred, tiny and half-hidden faces draw near each other whoever they show:
 * left to themselves they form people of their own, and bridge those of others. So the dendrogram is built over
 * the good points alone, and a poor one is given at each cut to the nearest cluster of its neighbours that holds
 * nothing of its group, if the root mean square of its distances to the good members is within the cut. It
 * counts for no one else: it neither starts a cluster nor brings two together. Else it is left out.
 */
export function linkPoints({ vectors, dimension, groups, poor }: Points): Linkage {
  const all = Array.from({ length: groups.length }, (_, i) => i);
  const good = poor ? all.filter((i) => !poor[i]) : all;
  const goodVectors = new Float32Array(good.length * dimension);
  good.forEach((i, at) =>
    goodVectors.set(vectors.subarray(i * dimension, (i + 1) * dimension), at * dimension),
  );
  const merges = linkAverage(
    goodVectors,
    dimension,
    good.map((i) => groups[i]),
  ).map(({ a, b, distance }) => ({ a: good[a], b: good[b], distance }));
  return {
    merges,
    poor: all
      .filter((i) => poor?.[i])
      .map((point) => ({
        point,
        nearest: nearestOf(goodVectors, vectors.subarray(point * dimension, (point + 1) * dimension)).map(
          (at) => good[at],
        ),
      })),
  };
}

/** Places of the vectors that are nearest to one, nearest first. */
function nearestOf(vectors: Float32Array, to: Float32Array): number[] {
  const dimension = to.length;
  const found: { at: number; likeness: number }[] = [];
  for (let at = 0; at < vectors.length / dimension; at++) {
    let likeness = 0;
    for (let k = 0; k < dimension; k++) likeness += vectors[at * dimension + k] * to[k];
    if (found.length === neighbours && likeness <= found[neighbours - 1].likeness) continue;
    const place = found.findIndex((other) => likeness > other.likeness);
    found.splice(place < 0 ? found.length : place, 0, { at, likeness });
    if (found.length > neighbours) found.pop();
  }
  return found.map(({ at }) => at);
}

/**
 * The clusters at a distance. Of good points, a larger distance only joins those of a smaller one.
 * @param points as they were linked
 */
export function cutLinkage({ vectors, dimension, groups }: Points, linkage: Linkage, distance: number): Cut {
  const clusters = cutDendrogram(groups.length, linkage.merges, distance);
  if (linkage.poor.length === 0) return { clusters, leftOut: [] };
  const poor = new Set(linkage.poor.map(({ point }) => point));
  const good = clusters.filter(([first]) => !poor.has(first));
  const clusterOf = new Map(good.flatMap((members, cluster) => members.map((point) => [point, cluster])));

  const sums = new Map<number, Float64Array>();
  const sumOf = (cluster: number): Float64Array => {
    const known = sums.get(cluster);
    if (known) return known;
    const sum = new Float64Array(dimension);
    for (const point of good[cluster]) {
      for (let k = 0; k < dimension; k++) sum[k] += vectors[point * dimension + k];
    }
    sums.set(cluster, sum);
    return sum;
  };
  // The mean of the squared distances of a unit vector to others is 2 - 2 times its product with their mean.
  const distanceTo = (point: number, cluster: number): number => {
    const sum = sumOf(cluster);
    let product = 0;
    for (let k = 0; k < dimension; k++) product += vectors[point * dimension + k] * sum[k];
    return Math.sqrt(Math.max(0, 2 - (2 * product) / good[cluster].length));
  };

  const offers = linkage.poor
    .flatMap(({ point, nearest }) =>
      [...new Set(nearest.map((other) => clusterOf.get(other)!))].map((cluster) => ({
        point,
        cluster,
        distance: distanceTo(point, cluster),
      })),
    )
    .filter((offer) => offer.distance <= distance)
    .sort((a, b) => a.distance - b.distance || a.point - b.point || a.cluster - b.cluster);

  const taken = new Set<number>();
  const groupsIn = new Map<number, Set<number>>();
  const joined = new Map<number, number[]>();
  for (const { point, cluster } of offers) {
    if (taken.has(point)) continue;
    let inside = groupsIn.get(cluster);
    if (!inside) groupsIn.set(cluster, (inside = new Set(good[cluster].map((member) => groups[member]))));
    if (inside.has(groups[point])) continue;
    inside.add(groups[point]);
    taken.add(point);
    joined.set(cluster, [...(joined.get(cluster) ?? []), point]);
  }
  const ascending = (a: number, b: number) => a - b;
  return {
    clusters: good
      .map((members, cluster) => [...members, ...(joined.get(cluster) ?? [])].sort(ascending))
      .sort((a, b) => a[0] - b[0]),
    leftOut: [...poor].filter((point) => !taken.has(point)),
  };
}
