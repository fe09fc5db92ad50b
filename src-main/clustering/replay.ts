import { PriorityQueue } from './priority-queue.ts';
import type { MergeTree } from './merge-tree.ts';

/** A cluster that merges when and with what it did before. */
const clean = 0;
/** One that has to look for what it merges with. */
const dirty = 1;
/** One that does not come about any more. */
const invalid = 2;

/** How far the merges of a dendrogram have been gone through once more, and what has become of its clusters. */
export class Replay {
  /** What is lower has happened. */
  height = 0;
  readonly #mergeTree: MergeTree;
  readonly #state: Uint8Array;
  /** What each cluster merges into, -1 for nothing; ways along merges that have happened are shortened. */
  readonly #up: Int32Array;
  /** Clusters that will be loose once they have come about; the lowest first. */
  readonly #wakes = new PriorityQueue();

  constructor(mergeTree: MergeTree) {
    this.#mergeTree = mergeTree;
    this.#state = new Uint8Array(mergeTree.above.length);
    this.#up = mergeTree.above.slice();
  }

  isClean(cluster: number): boolean {
    return this.#state[cluster] === clean;
  }

  /** Whether a loose cluster has merged into no other. */
  isRoot(cluster: number): boolean {
    return this.#up[cluster] < 0;
  }

  /** The cluster that one has become a part of by now. */
  root(cluster: number): number {
    const up = this.#up;
    for (;;) {
      const next = up[cluster];
      if (next < 0 || !this.#hasMerged(next)) return cluster;
      const overNext = up[next];
      if (overNext >= 0 && this.#hasMerged(overNext)) up[cluster] = overNext;
      cluster = next;
    }
  }

  #hasMerged(cluster: number): boolean {
    const state = this.#state[cluster];
    return state === dirty || (state === clean && this.#mergeTree.heightOf(cluster) <= this.height);
  }

  /** Where a standing cluster merges; Infinity for a whole tree. */
  heightAbove(cluster: number): number {
    const above = this.#mergeTree.above[cluster];
    return above < 0 ? Infinity : this.#mergeTree.heightOf(above);
  }

  /** A cluster does not merge as it did: what it merged with will be loose, and so on up to the root. */
  markDirty(cluster: number): void {
    this.#invalidateAbove(cluster);
    this.#state[cluster] = dirty;
    this.#up[cluster] = -1;
  }

  /** Takes a point out of all trees. */
  remove(point: number): void {
    this.#invalidateAbove(point);
    this.#state[point] = invalid;
  }

  unite(kept: number, absorbed: number): void {
    this.#up[absorbed] = kept;
  }

  /** Height at which the next cluster is to be loose; Infinity where there is none. */
  get nextWake(): number {
    return -this.#wakes.highest;
  }

  /** Takes that cluster; it may not be standing any more. */
  takeWake(): number {
    return this.#wakes.pop();
  }

  #invalidateAbove(cluster: number): void {
    const { above } = this.#mergeTree;
    for (let at = cluster; above[at] >= 0 && this.#state[above[at]] !== invalid; at = above[at]) {
      this.#state[above[at]] = invalid;
      const sibling = this.#mergeTree.siblingOf(at);
      if (this.#state[sibling] === clean) this.#wakes.push(-this.#mergeTree.heightOf(sibling), sibling);
    }
  }
}
