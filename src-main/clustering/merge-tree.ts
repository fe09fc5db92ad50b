import type { Dendrogram } from './dendrogram.ts';
import { lowQualityMass, type LinkageInput } from './linkage-input.ts';

/**
 * A dendrogram's clusters by numbers: each point is its own number, whether it is in a tree or not; what comes
 * together at the gap behind place k of the order is the number of points plus k.
 */
export class MergeTree {
  readonly dendrogram: Dendrogram;
  readonly points: number;
  /** The cluster that each merges into next; -1 for whole trees. */
  readonly above: Int32Array;
  /** The two that each merge is of, by the place of its gap. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** Places of the first and the last leaf of each cluster; {@link unplaced} for a point that is in no tree. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** How many leaves before each place are poor, and how many are somebody's because the user said so. */
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
      const point = order[at];
      this.first[point] = at;
      this.last[point] = at;
      this.#lowQualityBefore[at + 1] = this.#lowQualityBefore[at] + facts.lowQuality[point];
      this.#namedBefore[at + 1] = this.#namedBefore[at] + (facts.people[point] === 0 ? 0 : 1);
    }
    this.#findMerges();
  }

  heightOf(cluster: number): number {
    return cluster < this.points ? 0 : this.dendrogram.gaps[cluster - this.points];
  }

  massOf(cluster: number): number {
    if (cluster < this.points) return this.#input.facts.lowQuality[cluster] ? lowQualityMass : 1;
    const lowQuality = this.#within(this.#lowQualityBefore, cluster);
    return this.last[cluster] + 1 - this.first[cluster] - lowQuality + lowQuality * lowQualityMass;
  }

  /** Whether the user said of any of its points who it is. */
  isNamed(cluster: number): boolean {
    if (cluster < this.points) return this.#input.facts.people[cluster] !== 0;
    return this.#within(this.#namedBefore, cluster) > 0;
  }

  /** Who the first of its points is of which the user said so; 0 where there is none. */
  personOf(cluster: number): number {
    const { people } = this.#input.facts;
    if (!this.isNamed(cluster)) return 0;
    return people[this.leavesOf(cluster).find((leaf) => people[leaf] !== 0)!];
  }

  /** What a cluster merges with next, unless it is a whole tree. */
  siblingOf(cluster: number): number {
    const gap = this.above[cluster] - this.points;
    return this.#left[gap] === cluster ? this.#right[gap] : this.#left[gap];
  }

  /** Whether a point is in a tree. */
  isPlaced(point: number): boolean {
    return this.first[point] !== unplaced;
  }

  /** A cluster, and all that it comes to be a part of. */
  *upFrom(cluster: number): Generator<number> {
    for (let at = cluster; at >= 0; at = this.above[at]) yield at;
  }

  /** The whole tree that a cluster is in. */
  treeOf(cluster: number): number {
    while (this.above[cluster] >= 0) cluster = this.above[cluster];
    return cluster;
  }

  /** Points of a cluster that is in a tree. */
  sizeOf(cluster: number): number {
    return this.last[cluster] - this.first[cluster] + 1;
  }

  contains(cluster: number, point: number): boolean {
    if (cluster < this.points) return cluster === point;
    const place = this.first[point];
    return place >= this.first[cluster] && place <= this.last[cluster];
  }

  leavesOf(cluster: number): Uint32Array {
    if (cluster < this.points) return Uint32Array.of(cluster);
    return this.dendrogram.order.subarray(this.first[cluster], this.last[cluster] + 1);
  }

  #within(before: Uint32Array, cluster: number): number {
    return before[this.last[cluster] + 1] - before[this.first[cluster]];
  }

  /** In one pass with the merges that are still open to the right, lower ones on top. */
  #findMerges(): void {
    const { points, above, first, last } = this;
    const { order, gaps } = this.dendrogram;
    const open: number[] = [];
    for (let at = 0, start = 0; at < gaps.length; at++) {
      let below = order[at];
      while (open.length > 0 && gaps[open[open.length - 1]] <= gaps[at]) {
        const gap = open.pop()!;
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
      first[points + at] = open.length > 0 ? open[open.length - 1] + 1 : start;
      open.push(at);
    }
  }
}

export const unplaced = 0xffffffff;
