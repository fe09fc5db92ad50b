import { PriorityQueue } from './priority-queue.ts';
import type { Standing } from './standing.ts';

/** A cluster that merges when and with what it did before. */
const standing = 0;
/** One that has to look for what it merges with. */
const loose = 1;
/** One that does not come about any more. */
const broken = 2;

/** How far the merges of a dendrogram have been gone through once more, and what has become of its clusters. */
export class Replay {
  /** What is lower has happened. */
  height = 0;
  readonly #standing: Standing;
  readonly #state: Uint8Array;
  /** What each cluster merges into, -1 for nothing; ways along merges that have happened are shortened. */
  readonly #up: Int32Array;
  /** Clusters that will be loose once they have come about; the lowest first. */
  readonly #wakes = new PriorityQueue();

  constructor(forest: Standing) {
    this.#standing = forest;
    this.#state = new Uint8Array(forest.above.length);
    this.#up = forest.above.slice();
  }

  isStanding(cluster: number): boolean {
    return this.#state[cluster] === standing;
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
    return state === loose || (state === standing && this.#standing.heightOf(cluster) <= this.height);
  }

  /** Where a standing cluster merges; Infinity for a whole tree. */
  heightAbove(cluster: number): number {
    const above = this.#standing.above[cluster];
    return above < 0 ? Infinity : this.#standing.heightOf(above);
  }

  /** A cluster does not merge as it did: what it merged with will be loose, and so on up to the root. */
  loosen(cluster: number): void {
    this.#breakAbove(cluster);
    this.#state[cluster] = loose;
    this.#up[cluster] = -1;
  }

  /** Takes a point out of all trees. */
  remove(point: number): void {
    this.#breakAbove(point);
    this.#state[point] = broken;
  }

  unite(kept: number, gone: number): void {
    this.#up[gone] = kept;
  }

  /** Height at which the next cluster is to be loose; Infinity where there is none. */
  get nextWake(): number {
    return -this.#wakes.highest;
  }

  /** Takes that cluster; it may not be standing any more. */
  takeWake(): number {
    return this.#wakes.pop();
  }

  #breakAbove(cluster: number): void {
    const { above } = this.#standing;
    for (let at = cluster; above[at] >= 0 && this.#state[above[at]] !== broken; at = above[at]) {
      this.#state[above[at]] = broken;
      const sibling = this.#standing.siblingOf(at);
      if (this.#state[sibling] === standing) this.#wakes.push(-this.#standing.heightOf(sibling), sibling);
    }
  }
}
