import type { Dendrogram } from './dendrogram.ts';
import { likenessAt } from './measure.ts';
import { massOf, type Scene } from './region.ts';

/** A dendrogram as it stood before a change, with what is asked of it again and again. */
export class Standing {
  readonly dendrogram: Dendrogram;
  /** Place of each point in the order. */
  readonly places: Uint32Array;
  /** Tree of each point; those in none have a number behind the last. */
  readonly treeOf: Uint32Array;
  /** Place of the first leaf of each tree, and behind the last the end. */
  readonly firsts: number[] = [];
  /** Weight of each tree. */
  readonly masses: number[] = [];
  /** Weight of the leaves before each place. */
  readonly massBefore: Float64Array;
  /** The merge above each merge, named by the place of its gap; -1 for the last of a tree. */
  readonly above: Int32Array;
  /** First and last place of the leaves of each merge. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Likeness at which the last two parts of each tree merged: no part of it has merged at less. */
  readonly tops: number[] = [];

  constructor({ rows, facts, measure }: Scene, dendrogram: Dendrogram) {
    const { order, gaps } = dendrogram;
    this.dendrogram = dendrogram;
    this.places = new Uint32Array(rows.size);
    this.treeOf = new Uint32Array(rows.size).fill(0xffffffff);
    this.massBefore = new Float64Array(order.length + 1);
    this.above = new Int32Array(order.length).fill(-1);
    this.from = new Uint32Array(order.length);
    this.to = new Uint32Array(order.length);
    this.#findMerges();
    let [mass, highest] = [0, 0];
    for (let at = 0; at < order.length; at++) {
      if (at === 0 || gaps[at - 1] === Infinity) {
        this.firsts.push(at);
        [mass, highest] = [0, 0];
      }
      const point = order[at];
      this.places[point] = at;
      this.treeOf[point] = this.firsts.length - 1;
      mass += massOf(facts, point);
      this.massBefore[at + 1] = this.massBefore[at] + massOf(facts, point);
      if (gaps[at] !== Infinity) {
        highest = Math.max(highest, gaps[at]);
        continue;
      }
      this.masses.push(mass);
      this.tops.push(likenessAt(highest, measure));
    }
    this.firsts.push(order.length);
  }

  /** The lowest merge that a leaf is in; -1 where it is a tree by itself. */
  lowestMerge(place: number): number {
    const { gaps } = this.dendrogram;
    const before = place > 0 ? gaps[place - 1] : Infinity;
    if (before === Infinity && gaps[place] === Infinity) return -1;
    return before <= gaps[place] ? place - 1 : place;
  }

  /** In one pass with the merges that are still open to the right, lower ones on top. */
  #findMerges(): void {
    const { gaps } = this.dendrogram;
    const open: number[] = [];
    for (let at = 0, first = 0; at < gaps.length; at++) {
      let below = -1;
      while (open.length > 0 && gaps[open[open.length - 1]] <= gaps[at]) {
        const merge = open.pop()!;
        this.to[merge] = at;
        if (below >= 0) this.above[below] = merge;
        below = merge;
      }
      if (gaps[at] === Infinity) {
        first = at + 1;
        continue;
      }
      if (below >= 0) this.above[below] = at;
      this.from[at] = open.length > 0 ? open[open.length - 1] + 1 : first;
      open.push(at);
    }
  }

  leavesOf(tree: number): Uint32Array {
    return this.dendrogram.order.subarray(this.firsts[tree], this.firsts[tree + 1]);
  }
}
