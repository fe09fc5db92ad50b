import { int32At } from '../common/typed-arrays.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { MergeTree } from './merge-tree.ts';

/** A cluster that merges at the same height and with the same partner as before. */
const clean = 0;
/** A cluster that has to search for a new partner. */
const dirty = 1;
/** A cluster that is no longer formed. */
const invalid = 2;

/** State of the replayed merges of a dendrogram: the height reached, and the state of each cluster. */
export class Replay {
  /** All merges up to this height are done. */
  height = 0;
  readonly #mergeTree: MergeTree;
  readonly #state: Uint8Array;
  /** Parent of each cluster, -1 for none; paths along completed merges are shortened. */
  readonly #up: Int32Array;
  /** Clusters that become dirty when they are formed; the lowest first. */
  readonly #wakes = new PriorityQueue();

  constructor(mergeTree: MergeTree) {
    this.#mergeTree = mergeTree;
    this.#state = new Uint8Array(mergeTree.above.length);
    this.#up = mergeTree.above.slice();
  }

  isClean(cluster: number): boolean {
    return this.#state[cluster] === clean;
  }

  /** Is a dirty cluster not merged into another yet? */
  isRoot(cluster: number): boolean {
    return int32At(this.#up, cluster) < 0;
  }

  /** The cluster that contains this one at the current height. */
  root(cluster: number): number {
    const up = this.#up;
    for (;;) {
      const next = int32At(up, cluster);
      if (next < 0 || !this.#hasMerged(next)) return cluster;
      const overNext = int32At(up, next);
      if (overNext >= 0 && this.#hasMerged(overNext)) up[cluster] = overNext;
      cluster = next;
    }
  }

  #hasMerged(cluster: number): boolean {
    const state = this.#state[cluster];
    return state === dirty || (state === clean && this.#mergeTree.heightOf(cluster) <= this.height);
  }

  /** Height at which a clean cluster merges; Infinity for the root of a tree. */
  heightAbove(cluster: number): number {
    const above = int32At(this.#mergeTree.above, cluster);
    return above < 0 ? Infinity : this.#mergeTree.heightOf(above);
  }

  /** Marks a cluster as dirty: its ancestors become invalid, and their other children will become dirty. */
  markDirty(cluster: number): void {
    this.#invalidateAbove(cluster);
    this.#state[cluster] = dirty;
    this.#up[cluster] = -1;
  }

  /** Removes a point from all trees. */
  remove(point: number): void {
    this.#invalidateAbove(point);
    this.#state[point] = invalid;
  }

  unite(kept: number, absorbed: number): void {
    this.#up[absorbed] = kept;
  }

  /** Height at which the next cluster becomes dirty; Infinity if there is none. */
  get nextWake(): number {
    return -this.#wakes.highest;
  }

  /** Takes that cluster off the queue; it may not be clean any more. */
  takeWake(): number {
    return this.#wakes.pop();
  }

  #invalidateAbove(cluster: number): void {
    const { above } = this.#mergeTree;
    for (
      let at = cluster;
      int32At(above, at) >= 0 && this.#state[int32At(above, at)] !== invalid;
      at = int32At(above, at)
    ) {
      this.#state[int32At(above, at)] = invalid;
      const sibling = this.#mergeTree.siblingOf(at);
      if (this.#state[sibling] === clean) this.#wakes.push(-this.#mergeTree.heightOf(sibling), sibling);
    }
  }
}
