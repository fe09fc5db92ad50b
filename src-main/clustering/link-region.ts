import type { Dendrogram, Merge } from './dendrogram.ts';
import { heightOf, likenessAt, type Measure } from './measure.ts';
import type { Region } from './region.ts';

/**
 * Links the points of a region by average linkage of likeness: that of two clusters is the mean over all pairs
 * of their points, a pair that is no edge of the graph counting as nothing. Poor points weigh a millionth
 * [Note: Poor faces]. A pair that must be apart counts as infinitely unlike, and so does, by the averaging, any
 * two clusters that hold one.
 *
 * Nearest-neighbour chains (Murtagh 1983) find the exact dendrogram, because this linkage is reducible: merging
 * two mutual nearest neighbours brings no third cluster nearer to them. Each step reads the edges of one cluster,
 * so that n points take about n log n steps.
 *
 * Points outside the region stay in the trees in which they are. The result is that of linking everything, if
 * none of their clusters is more like a cluster of the region than both are like what they merge with; a tree that
 * holds such a cluster is told in `wanted`, and the region has to be linked again together with it.
 */
export function linkRegion(
  region: Region,
  outside: { dendrogram: Dendrogram; places: Uint32Array; trees: Uint32Array; poor: Uint8Array },
  measure: Measure,
): { merges: Merge[]; wanted: Set<number> } {
  const linker = new RegionLinker(region, outside, measure);
  linker.run();
  return linker;
}

/**
 * [Note: Poor faces] The vectors of blurred, tiny and half-hidden faces draw near each other whoever they show:
 * left to themselves they form people of their own, and bridge those of others. So two poor points are no edge,
 * and one weighs next to nothing beside a good one: it joins the cluster that it is like, and tells nothing about
 * whom that is like. A poor point that is like no good one stays alone, and is left out.
 *
 * This is the weight of one beside a good point's 1.
 */
export const poorMass = 1e-6;
/** Two likenesses that differ by less are equal: they are sums of the same numbers in another order. */
const tolerance = 1e-12;

class RegionLinker {
  readonly merges: Merge[] = [];
  readonly wanted = new Set<number>();
  readonly #region: Region;
  readonly #outside: Parameters<typeof linkRegion>[1];
  readonly #measure: Measure;
  readonly #leastLikeness: number;
  readonly #parent: Int32Array;
  readonly #mass: Float64Array;
  readonly #person: Int32Array;
  readonly #isDone: Uint8Array;
  /** Of each cluster that has been looked at or merged: its neighbours, and the sums of likeness to them. */
  readonly #others: (number[] | undefined)[];
  readonly #sums: (number[] | undefined)[];
  /** Sum of likeness of the cluster in hand to each other; 0 where there is no edge. */
  readonly #sumTo: Float64Array;

  constructor(region: Region, outside: Parameters<typeof linkRegion>[1], measure: Measure) {
    const { points, count } = region;
    this.#region = region;
    this.#outside = outside;
    this.#measure = measure;
    this.#leastLikeness = likenessAt(measure.loosest, measure);
    this.#parent = Int32Array.from(points, (_, i) => i);
    this.#mass = Float64Array.from(points, (point) => (outside.poor[point] ? poorMass : 1));
    this.#person = region.people.slice();
    this.#isDone = new Uint8Array(count);
    this.#others = new Array<number[] | undefined>(count);
    this.#sums = new Array<number[] | undefined>(count);
    this.#sumTo = new Float64Array(points.length);
  }

  run(): void {
    const { count } = this.#region;
    this.#joinPeople();
    const chain: number[] = [];
    for (let start = 0; start < count; start++) {
      for (;;) {
        if (chain.length === 0) chain.push(this.#root(start));
        if (this.#isDone[chain[0]]) break;
        const tip = chain[chain.length - 1];
        const before = chain.length > 1 ? chain[chain.length - 2] : -1;
        const { nearest, likeness } = this.#nearest(tip, before);
        if (nearest < 0) {
          this.#isDone[tip] = 1;
          if (chain.length > 1) chain.pop();
        } else if (nearest === before) {
          chain.length -= 2;
          this.#merge(tip, before, heightOf(likeness, this.#measure));
        } else {
          chain.push(nearest);
        }
      }
      chain.length = 0;
    }
  }

  /** Points of one person are together before anything else is. */
  #joinPeople(): void {
    const { count, people } = this.#region;
    const first = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      if (people[i] === 0) continue;
      const other = first.get(people[i]);
      if (other === undefined) first.set(people[i], i);
      else this.#merge(this.#root(other), i, 0);
    }
  }

  #root(i: number): number {
    const parent = this.#parent;
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  }

  /** Neighbours of a cluster as they were when last told, some of which may have merged since. */
  #edgesOf(cluster: number): { others: number[]; sums: number[] } {
    const others = this.#others[cluster];
    if (others) return { others, sums: this.#sums[cluster]! };
    const { starts, others: all, sums } = this.#region;
    const [from, to] = [starts[cluster], starts[cluster + 1]];
    return { others: Array.from(all.subarray(from, to)), sums: Array.from(sums.subarray(from, to)) };
  }

  /** The cluster of the region that is most like one, if like enough to merge at all. */
  #nearest(tip: number, before: number): { nearest: number; likeness: number } {
    const { count } = this.#region;
    const sumTo = this.#sumTo;
    const { others, sums } = this.#edgesOf(tip);
    let kept = 0;
    let hasOutside = false;
    for (let k = 0; k < others.length; k++) {
      const other = this.#root(others[k]);
      if (other === tip) continue;
      if (sumTo[other] === 0) others[kept++] = other;
      sumTo[other] += sums[k];
      hasOutside ||= other >= count;
    }
    others.length = kept;
    sums.length = kept;
    this.#others[tip] = others;
    this.#sums[tip] = sums;

    const mass = this.#mass[tip];
    const person = this.#person[tip];
    let nearest = -1;
    let likeness = this.#leastLikeness;
    let likenessToBefore = 0;
    for (let k = 0; k < kept; k++) {
      const other = others[k];
      sums[k] = sumTo[other];
      if (other >= count || this.#isDone[other]) continue;
      if (person !== 0 && this.#person[other] !== 0) continue;
      const mean = sums[k] / (mass * this.#mass[other]);
      if (other === before) likenessToBefore = mean;
      if (mean > likeness || (mean === likeness && nearest >= 0 && other < nearest)) {
        likeness = mean;
        nearest = other;
      }
    }
    if (nearest >= 0 && likenessToBefore >= likeness * (1 - tolerance)) {
      nearest = before;
      likeness = likenessToBefore;
    }
    if (hasOutside) this.#lookOutside(tip, others, likeness);
    for (const other of others) sumTo[other] = 0;
    return { nearest, likeness };
  }

  /** Finds trees outside with a cluster that is more like the tip than the tip and it are like anything else. */
  #lookOutside(tip: number, others: number[], likeness: number): void {
    const { points, count } = this.#region;
    const { trees } = this.#outside;
    for (const other of others) {
      if (other < count || this.wanted.has(trees[points[other]])) continue;
      const most = this.#sumTo[other] / (this.#mass[tip] * this.#mass[other]);
      if (most > likeness && this.#isWanted(tip, other, likeness)) this.wanted.add(trees[points[other]]);
    }
  }

  /** Goes up from a leaf outside through the clusters that hold it. */
  #isWanted(tip: number, leaf: number, likeness: number): boolean {
    const { dendrogram, places, poor } = this.#outside;
    const { order, gaps } = dendrogram;
    const mass = this.#mass[tip];
    let first = places[this.#region.points[leaf]];
    let last = first;
    let sum = this.#sumTo[leaf];
    let otherMass = this.#mass[leaf];
    const isOpposed = this.#person[tip] !== 0;
    const take = (place: number): void => {
      const local = this.#region.localOf[order[place]];
      if (local >= 0) sum += this.#sumTo[local];
      if (local >= 0 && isOpposed && this.#person[local] !== 0) sum = -Infinity;
      otherMass += poor[order[place]] ? poorMass : 1;
    };
    if (isOpposed && this.#person[leaf] !== 0) return false;
    for (;;) {
      const mean = sum / (mass * otherMass);
      if (!(mean > likeness)) return false;
      const height = Math.min(first > 0 ? gaps[first - 1] : Infinity, gaps[last]);
      if (height === Infinity || mean > likenessAt(height, this.#measure)) return true;
      while (first > 0 && gaps[first - 1] <= height) take(--first);
      while (gaps[last] <= height) take(++last);
    }
  }

  #merge(a: number, b: number, height: number): void {
    const [kept, gone] = a < b ? [a, b] : [b, a];
    this.merges.push({ a: kept, b: gone, height });
    const into = this.#edgesOf(kept);
    const from = this.#edgesOf(gone);
    for (let k = 0; k < from.others.length; k++) {
      into.others.push(from.others[k]);
      into.sums.push(from.sums[k]);
    }
    this.#others[kept] = into.others;
    this.#sums[kept] = into.sums;
    this.#others[gone] = undefined;
    this.#sums[gone] = undefined;
    this.#parent[gone] = kept;
    this.#mass[kept] += this.#mass[gone];
    this.#person[kept] ||= this.#person[gone];
  }
}
