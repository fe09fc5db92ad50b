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
  /** Likeness at which the last two parts of each tree merged: no part of it has merged at less. */
  readonly tops: number[] = [];

  constructor({ rows, facts, measure }: Scene, dendrogram: Dendrogram) {
    const { order, gaps } = dendrogram;
    this.dendrogram = dendrogram;
    this.places = new Uint32Array(rows.size);
    this.treeOf = new Uint32Array(rows.size).fill(0xffffffff);
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
      if (gaps[at] !== Infinity) {
        highest = Math.max(highest, gaps[at]);
        continue;
      }
      this.masses.push(mass);
      this.tops.push(likenessAt(highest, measure));
    }
    this.firsts.push(order.length);
  }

  leavesOf(tree: number): Uint32Array {
    return this.dendrogram.order.subarray(this.firsts[tree], this.firsts[tree + 1]);
  }
}
