import { required } from '../common/elements.ts';
import { float32At, int32At, numberAt, uint32At, uint8At } from '../common/typed-arrays.ts';
import type { Dendrogram } from './dendrogram.ts';
import { lowQualityMass, type LinkageInput } from './linkage-input.ts';

/**
 * Numbers the clusters of a dendrogram. A point has its own number, in a tree or not; the merge at the gap
 * after place k of the order has the number of points plus k.
 */
export class MergeTree {
  readonly dendrogram: Dendrogram;
  readonly points: number;
  /** The parent of each cluster; -1 for the root of a tree. */
  readonly above: Int32Array;
  /** The two children of each merge, by the place of its gap. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /**
   * Places of the first and the last leaf of each cluster; {@link unplaced} for a point that is in no tree.
   */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** Prefix sums over the leaves: low-quality points, and points labelled by the user. */
  readonly #lowQualityBefore: Uint32Array;
  readonly #namedBefore: Uint32Array;
  readonly #input: LinkageInput;

  constructor(input: LinkageInput, dendrogram: Dendrogram) {
    const { facts, rows } = input;
    const { order } = dendrogram;
    this.#input = input;
    this.dendrogram = dendrogram;
    this.points = rows.size;
    const clusters = rows.size + order.length;
    this.above = new Int32Array(clusters).fill(-1);
    this.first = new Uint32Array(clusters).fill(unplaced);
    this.last = new Uint32Array(clusters).fill(unplaced);
    this.#left = new Int32Array(order.length);
    this.#right = new Int32Array(order.length);
    this.#lowQualityBefore = new Uint32Array(order.length + 1);
    this.#namedBefore = new Uint32Array(order.length + 1);
    for (let at = 0; at < order.length; at++) {
      const point = uint32At(order, at);
      this.first[point] = at;
      this.last[point] = at;
      this.#lowQualityBefore[at + 1] =
        uint32At(this.#lowQualityBefore, at) + uint8At(facts.lowQuality, point);
      this.#namedBefore[at + 1] = uint32At(this.#namedBefore, at) + (facts.people[point] === 0 ? 0 : 1);
    }
    this.#findMerges();
  }

  heightOf(cluster: number): number {
    return cluster < this.points ? 0 : float32At(this.dendrogram.gaps, cluster - this.points);
  }

  massOf(cluster: number): number {
    if (cluster < this.points) return this.#input.facts.lowQuality[cluster] ? lowQualityMass : 1;
    const lowQuality = this.#within(this.#lowQualityBefore, cluster);
    return (
      uint32At(this.last, cluster) +
      1 -
      uint32At(this.first, cluster) -
      lowQuality +
      lowQuality * lowQualityMass
    );
  }

  /** Does the cluster contain a point labelled by the user? */
  isNamed(cluster: number): boolean {
    if (cluster < this.points) return this.#input.facts.people[cluster] !== 0;
    return this.#within(this.#namedBefore, cluster) > 0;
  }

  /** Person of the first labelled point; 0 if there is none. */
  personOf(cluster: number): number {
    const { people } = this.#input.facts;
    if (!this.isNamed(cluster)) return 0;
    return int32At(people, required(this.leavesOf(cluster).find((leaf) => people[leaf] !== 0)));
  }

  /** The cluster that this one merges with; it must not be the root of a tree. */
  siblingOf(cluster: number): number {
    const gap = int32At(this.above, cluster) - this.points;
    return this.#left[gap] === cluster ? int32At(this.#right, gap) : int32At(this.#left, gap);
  }

  /** Is the point in a tree? */
  isPlaced(point: number): boolean {
    return this.first[point] !== unplaced;
  }

  /** A cluster and its ancestors, upwards. */
  *upFrom(cluster: number): Generator<number> {
    for (let at = cluster; at >= 0; at = int32At(this.above, at)) yield at;
  }

  /** Root of the tree that contains a cluster. */
  treeOf(cluster: number): number {
    while (int32At(this.above, cluster) >= 0) cluster = int32At(this.above, cluster);
    return cluster;
  }

  /** Number of points of a cluster, which must be in a tree. */
  sizeOf(cluster: number): number {
    return uint32At(this.last, cluster) - uint32At(this.first, cluster) + 1;
  }

  contains(cluster: number, point: number): boolean {
    if (cluster < this.points) return cluster === point;
    const place = uint32At(this.first, point);
    return place >= uint32At(this.first, cluster) && place <= uint32At(this.last, cluster);
  }

  leavesOf(cluster: number): Uint32Array {
    if (cluster < this.points) return Uint32Array.of(cluster);
    return this.dendrogram.order.subarray(this.first[cluster], uint32At(this.last, cluster) + 1);
  }

  #within(before: Uint32Array, cluster: number): number {
    return (
      uint32At(before, uint32At(this.last, cluster) + 1) - uint32At(before, uint32At(this.first, cluster))
    );
  }

  /** One pass from left to right; a stack has the merges that are still open, lower ones on top. */
  #findMerges(): void {
    const { points, above, first, last } = this;
    const { order, gaps } = this.dendrogram;
    const open: number[] = [];
    for (let at = 0, start = 0; at < gaps.length; at++) {
      let below = uint32At(order, at);
      while (open.length > 0 && float32At(gaps, numberAt(open, open.length - 1)) <= float32At(gaps, at)) {
        const gap = required(open.pop());
        this.#right[gap] = below;
        above[below] = points + gap;
        last[points + gap] = at;
        below = points + gap;
      }
      if (gaps[at] === Infinity) {
        start = at + 1;
        continue;
      }
      this.#left[at] = below;
      above[below] = points + at;
      first[points + at] = open.length > 0 ? numberAt(open, open.length - 1) + 1 : start;
      open.push(at);
    }
  }
}

export const unplaced = 0xffffffff;
