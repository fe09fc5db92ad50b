import { addFloat64, float64At, int32At, uint8At } from '../common/typed-arrays.ts';
import { EdgeLists } from './edge-lists.ts';
import { Grafts } from './grafts.ts';
import { heightOf, similarityAt, type Measure } from './measure.ts';
import { PriorityQueue } from './priority-queue.ts';
import { Replay } from './replay.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import type { LinkageInput } from './linkage-input.ts';
import type { MergeTree } from './merge-tree.ts';

/** A merge of two clusters, each given by the number of one of its {@link Agglomeration.pieces}. */
export interface Merge {
  a: number;
  b: number;
  height: number;
}

/**
 * [Note: Linking a change] Average linkage repeatedly merges the two most similar clusters. The similarity of
 * two clusters is the mean over all pairs of their points. A pair without an edge in the graph counts as 0,
 * and a low-quality point weighs a millionth [Note: Low-quality faces]. Two faces of one photo count as
 * negative. A cannot-link pair counts as minus infinity, and so does, by the averaging, any pair of clusters
 * that contains one. The linkage is reducible (Bruynooghe 1977): after a merge, no third cluster is more
 * similar to the result than it was to one of the two parts.
 *
 * After a change, the merges of the old dendrogram are replayed in the order of their heights. Two clusters
 * without a changed point merge as before: their similarity is the same, and neither had a better partner.
 * Such a cluster is _clean_: it is not examined, and its merge is read off the old dendrogram. A _dirty_
 * cluster contains a changed point, or has lost the cluster that it merged with; from its own height on, it
 * searches for a new partner. All ancestors of a dirty cluster are _invalid_, and their other children become
 * dirty in turn.
 *
 * Each dirty cluster has an upper bound on the similarity to any cluster whose merge it is responsible for.
 * Because the linkage is reducible, a bound stays valid while other clusters merge. So only the cluster with
 * the highest bound is examined, and it merges if its best partner reaches the bound. Of two dirty clusters,
 * the one with fewer edges is responsible for their merge; a clean one is responsible for none. A merge reads
 * only the edges of the smaller cluster: the bound of the result is the mean of both upper limits, weighted
 * by their masses. So the cost of joining a large person depends on the joining clusters, not on the person.
 */
export class Agglomeration {
  /** Clusters that became dirty, as they were at that moment. The new trees are built of these pieces. */
  readonly pieces: number[] = [];
  /** Ascending by height. */
  readonly merges: Merge[] = [];
  readonly grafts: Grafts;
  /** Number of grafts that existed when a piece became dirty; no entry for 0. */
  readonly graftsBefore = new Map<number, number>();
  readonly #input: LinkageInput;
  readonly #measure: Measure;
  readonly #least: number;
  readonly #mergeTree: MergeTree;
  readonly #edges: LinkageEdges;
  readonly #lists: EdgeLists;
  readonly #replay: Replay;
  /** Total weight of each cluster that was examined; 0 where it is not computed yet. */
  readonly #mass: Float64Array;
  /** 1 for a dirty cluster that contains a point labelled by the user. */
  readonly #isNamed: Uint8Array;
  /** Upper bound of each dirty cluster, as similarity. Queue entries that differ from it are outdated. */
  readonly #bound: Float64Array;
  readonly #bounds = new PriorityQueue();
  readonly #clusterOf = (cluster: number): number => this.#replay.root(cluster);
  /** Results of {@link #survey}. */
  #best = 0;
  #second = 0;
  #partner = -1;

  /** @param steadiness see {@link relink} */
  constructor(input: LinkageInput, mergeTree: MergeTree, edges: LinkageEdges, steadiness: number) {
    const clusters = mergeTree.above.length;
    this.#input = input;
    this.#measure = input.measure;
    this.#least = similarityAt(input.measure.loosest, input.measure);
    this.#mergeTree = mergeTree;
    this.#edges = edges;
    this.#lists = new EdgeLists(clusters, this.#edges.most);
    this.#replay = new Replay(mergeTree);
    this.grafts = new Grafts(mergeTree, this.#replay, this.#edges, steadiness);
    this.#mass = new Float64Array(clusters);
    this.#isNamed = new Uint8Array(clusters);
    this.#bound = new Float64Array(clusters);
  }

  /** @param changed see {@link relink} */
  run(changed: Iterable<number>): void {
    this.#start(changed);
    for (;;) {
      this.#dropOutdated();
      const next = this.#bounds.size > 0 ? heightOf(this.#bounds.highest, this.#measure) : Infinity;
      const wake = this.#replay.nextWake;
      if (wake === Infinity && next === Infinity) return;
      this.#replay.height = Math.max(this.#replay.height, Math.min(wake, next));
      if (wake <= next) this.#resume(this.#replay.takeWake());
      else this.#advance(this.#bounds.pop());
    }
  }

  #start(changed: Iterable<number>): void {
    const { dismissed } = this.#input.facts;
    const points = [...new Set(changed)];
    for (const point of points) if (dismissed[point]) this.#replay.remove(point);
    for (const point of points) if (!dismissed[point]) this.#replay.markDirty(point);
    for (const point of points) if (!dismissed[point]) this.#begin(point);
    while (this.#replay.nextWake <= 0) {
      const cluster = this.#replay.takeWake();
      if (this.#replay.isClean(cluster)) this.#markDirty(cluster);
    }
    this.#joinPeople();
    for (const piece of this.pieces) if (this.#replay.isRoot(piece)) this.#lookAround(piece);
  }

  /** Merges the points of each person at height 0, before any other merge. */
  #joinPeople(): void {
    const { dismissed, people } = this.#input.facts;
    const rootOf = new Map<number, number>();
    const join = (cluster: number, person: number): void => {
      const root = rootOf.get(person);
      if (root !== undefined) this.#unite(root, cluster, 0);
      else rootOf.set(person, cluster);
    };
    for (const piece of this.pieces) {
      const person = this.#mergeTree.personOf(piece);
      if (person !== 0) join(piece, person);
    }
    if (rootOf.size === 0) return;
    for (let point = 0; point < people.length; point++) {
      if (dismissed[point] || !rootOf.has(int32At(people, point))) continue;
      const cluster = this.#replay.root(point);
      if (!this.#replay.isClean(cluster)) continue;
      this.#markDirty(cluster);
      join(cluster, int32At(people, point));
    }
  }

  #resume(cluster: number): void {
    if (this.#replay.isClean(cluster)) this.#lookAround(cluster, this.#markDirty(cluster));
  }

  /** @returns the number of edge ends, which are gathered */
  #markDirty(cluster: number): number {
    this.#replay.markDirty(cluster);
    return this.#begin(cluster);
  }

  /** Reads the edges of a cluster that has become dirty. */
  #begin(cluster: number): number {
    const mergeTree = this.#mergeTree;
    this.pieces.push(cluster);
    if (this.grafts.all.length > 0) this.graftsBefore.set(cluster, this.grafts.all.length);
    this.grafts.begin(cluster);
    this.#massOf(cluster);
    this.#isNamed[cluster] = mergeTree.isNamed(cluster) ? 1 : 0;
    const take = (other: number, sum: number): void => {
      if (mergeTree.contains(cluster, other)) return;
      const root = this.#replay.root(other);
      if (root !== cluster) this.#lists.add(root, sum);
    };
    for (const leaf of mergeTree.leavesOf(cluster)) this.#edges.each(leaf, take);
    for (const point of this.grafts.within(cluster)) this.#edges.each(point, take);
    return this.#lists.begin(cluster);
  }

  #gather(cluster: number): number {
    return this.#lists.gather(cluster, this.#clusterOf);
  }

  #lookAround(cluster: number, gathered = this.#gather(cluster)): void {
    this.#survey(cluster, gathered);
    this.#enqueue(cluster, this.#best);
  }

  #enqueue(cluster: number, bound: number): void {
    this.#bound[cluster] = bound;
    if (bound > this.#least) this.#bounds.push(bound, cluster);
  }

  #dropOutdated(): void {
    const queue = this.#bounds;
    while (queue.size > 0) {
      const top = queue.top;
      if (this.#replay.isRoot(top) && this.#bound[top] === queue.highest) return;
      queue.pop();
    }
  }

  /**
   * Merges the cluster with the highest bound if its best partner is the next event; otherwise lowers its
   * bound.
   */
  #advance(cluster: number): void {
    this.#survey(cluster, this.#gather(cluster));
    const [best, partner, second] = [this.#best, this.#partner, this.#second];
    this.#bound[cluster] = best;
    this.#dropOutdated();
    const height = heightOf(best, this.#measure);
    const isNext =
      best > this.#least &&
      best >= this.#bounds.highest &&
      height < this.#replay.nextWake &&
      (!this.#replay.isClean(partner) || this.#replay.heightAbove(partner) > height);
    if (!isNext) return this.#enqueue(cluster, best);
    this.#replay.height = Math.max(this.#replay.height, height);
    this.#merge(cluster, partner, second);
  }

  /** @param second upper bound of the similarity of `cluster` to every other cluster in its responsibility */
  #merge(cluster: number, partner: number, second: number): void {
    const lists = this.#lists;
    const isNew = this.#replay.isClean(partner);
    if (isNew && !this.#isNamed[cluster] && this.grafts.put(cluster, partner, this.#replay.height)) {
      const mass = float64At(this.#mass, cluster);
      for (const node of this.#mergeTree.upFrom(partner)) this.#mass[node] = this.#massOf(node) + mass;
      return;
    }
    if (isNew) this.#markDirty(partner);
    const [kept, absorbed] =
      lists.degreeOf(cluster) < lists.degreeOf(partner) ? [partner, cluster] : [cluster, partner];
    let bound = second;
    if (kept === partner && isNew) {
      this.#survey(partner, this.#gather(partner), cluster);
      bound = this.#best;
    } else if (kept === partner) bound = float64At(this.#bound, partner);
    bound = this.#handOver(absorbed, kept, bound);
    this.#unite(kept, absorbed, this.#replay.height);
    this.#enqueue(kept, bound);
  }

  /**
   * Transfers responsibility for the merges of the smaller of two merging clusters.
   * @param bound upper bound of the larger cluster alone
   * @returns upper bound of the merged cluster
   */
  #handOver(absorbed: number, kept: number, bound: number): number {
    const { ends, sums } = this.#lists;
    const count = this.#gather(absorbed);
    const degree = count + this.#lists.degreeOf(kept);
    const [mass, keptMass] = [float64At(this.#mass, absorbed), float64At(this.#mass, kept)];
    const joint = (mean: number, keptMean: number) => (mass * mean + keptMass * keptMean) / (mass + keptMass);
    // Similarities up to the minimum are not in the bounds.
    const ofKept = Math.max(bound, this.#least);
    let ofBoth = joint(this.#least, ofKept);
    for (let k = 0; k < count; k++) {
      const other = int32At(ends, k);
      const mean = float64At(sums, k) / (mass * this.#massOf(other));
      if (other === kept || !(mean > this.#least)) continue;
      if (this.#isNamed[absorbed] && this.#isNamedCluster(other)) continue;
      if (this.#replay.isClean(other)) ofBoth = Math.max(ofBoth, joint(mean, ofKept));
      else if (this.#lists.degreeOf(other) >= degree) ofBoth = Math.max(ofBoth, mean, joint(mean, ofKept));
      else {
        const its = float64At(this.#bound, other);
        const together = joint(mean, Math.max(ofKept, its));
        if (together > its) this.#enqueue(other, together);
      }
    }
    return ofBoth;
  }

  #unite(kept: number, absorbed: number, height: number): void {
    this.merges.push({ a: kept, b: absorbed, height });
    this.#replay.unite(kept, absorbed);
    this.grafts.join(kept, absorbed);
    this.#lists.join(kept, absorbed);
    addFloat64(this.#mass, kept, float64At(this.#mass, absorbed));
    this.#isNamed[kept] = uint8At(this.#isNamed, kept) | uint8At(this.#isNamed, absorbed);
  }

  /**
   * Finds the two most similar clusters that this one is responsible for, and raises the bounds of the
   * others.
   */
  #survey(cluster: number, gathered: number, except = -1): void {
    const { ends, sums } = this.#lists;
    const mass = float64At(this.#mass, cluster);
    let best = 0;
    let second = 0;
    let partner = -1;
    for (let k = 0; k < gathered; k++) {
      const other = int32At(ends, k);
      const mean = float64At(sums, k) / (mass * this.#massOf(other));
      if (other === except || !(mean > this.#least)) continue;
      if (this.#isNamed[cluster] && this.#isNamedCluster(other)) continue;
      if (!this.#replay.isClean(other) && this.#lists.degreeOf(other) < gathered) {
        if (mean > float64At(this.#bound, other)) this.#enqueue(other, mean);
        continue;
      }
      if (mean > best || (mean === best && other < partner)) {
        second = best;
        best = mean;
        partner = other;
      } else if (mean > second) second = mean;
    }
    this.#best = best;
    this.#second = second;
    this.#partner = partner;
  }

  #massOf(cluster: number): number {
    return (this.#mass[cluster] ||= this.#mergeTree.massOf(cluster));
  }

  #isNamedCluster(cluster: number): boolean {
    return this.#replay.isClean(cluster) ? this.#mergeTree.isNamed(cluster) : this.#isNamed[cluster] === 1;
  }
}
