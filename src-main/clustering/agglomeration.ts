import { EdgeLists } from './edge-lists.ts';
import { Grafts } from './grafts.ts';
import { heightOf, likenessAt, type Measure } from './measure.ts';
import { PriorityQueue } from './priority-queue.ts';
import { Replay } from './replay.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import type { LinkageInput } from './linkage-input.ts';
import type { MergeTree } from './merge-tree.ts';

/** Two clusters becoming one, by the numbers of any two of their {@link Agglomeration.pieces}. */
export interface Merge {
  a: number;
  b: number;
  height: number;
}

/**
 * [Note: Linking a change] Average linkage merges the two most alike clusters again and again. The likeness of two is
 * the mean over all pairs of their points; a pair that is no edge of the graph counts as nothing, and poor points
 * weigh a millionth [Note: Low-quality faces]. Two faces of one photo count less than nothing. A pair that must be apart counts
 * as infinitely unlike, and so do, by the averaging, any two clusters that hold one. The linkage is reducible (Bruynooghe 1977): where two merge, no third is
 * more like them than it was like one of them.
 *
 * After a change the merges are gone through once more in the order of their heights, and two clusters in which
 * nothing has changed merge as they did: both are as alike as they were, and either would have merged otherwise before
 * if it could. So these _standing_ clusters need no look; that they have merged is read off the old dendrogram. A
 * _loose_ cluster holds a point that changed, or has lost what it merged with: from its own height on, it looks for
 * another. Clusters above a loose one are _broken_, which makes what they were of besides loose in turn.
 *
 * Each loose cluster has a bound: no cluster that it has to look after is more like it. Reducibility keeps bounds true
 * while others merge, so that only the cluster with the highest bound is looked at, and it is merged if the bound is
 * met. Of two loose clusters, the one with fewer edges looks after both; a standing one looks after nothing. When two
 * merge, only the edges of the smaller are read: the bound of both is the mean, weighed by their masses, of what either
 * is like at most. So however large a person is, who joins them is found by those who join.
 */
export class Agglomeration {
  /** What the new trees are made of: the clusters that came loose, as they stood. */
  readonly pieces: number[] = [];
  /** In the order of their heights. */
  readonly merges: Merge[] = [];
  readonly grafts: Grafts;
  /** How many grafts there were when a piece came loose, if there were any. */
  readonly graftsBefore = new Map<number, number>();
  readonly #input: LinkageInput;
  readonly #measure: Measure;
  readonly #least: number;
  readonly #mergeTree: MergeTree;
  readonly #edges: LinkageEdges;
  readonly #lists: EdgeLists;
  readonly #replay: Replay;
  /** Of clusters that were looked at; 0 where it was not asked for yet. */
  readonly #mass: Float64Array;
  /** Of loose clusters: whether the user said of any point who it is. */
  readonly #isNamed: Uint8Array;
  /** Of loose clusters, as likeness; what the queue has besides is outdated. */
  readonly #bound: Float64Array;
  readonly #bounds = new PriorityQueue();
  readonly #clusterOf = (cluster: number): number => this.#replay.root(cluster);
  /** What {@link #survey} found. */
  #best = 0;
  #second = 0;
  #partner = -1;

  /** @param steadiness see {@link relink} */
  constructor(input: LinkageInput, mergeTree: MergeTree, edges: LinkageEdges, steadiness: number) {
    const clusters = mergeTree.above.length;
    this.#input = input;
    this.#measure = input.measure;
    this.#least = likenessAt(input.measure.loosest, input.measure);
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

  /** Points of one person are together before anything else is. */
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
      if (dismissed[point] || !rootOf.has(people[point])) continue;
      const cluster = this.#replay.root(point);
      if (!this.#replay.isClean(cluster)) continue;
      this.#markDirty(cluster);
      join(cluster, people[point]);
    }
  }

  #resume(cluster: number): void {
    if (this.#replay.isClean(cluster)) this.#lookAround(cluster, this.#markDirty(cluster));
  }

  /** @returns how many ends there are, which are gathered */
  #markDirty(cluster: number): number {
    this.#replay.markDirty(cluster);
    return this.#begin(cluster);
  }

  /** Reads the edges of a cluster that has come loose. */
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

  /** Merges the cluster with the highest bound if it is met before anything else happens; else gives it a truer one. */
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

  /** @param second no other that `cluster` looks after is more like it */
  #merge(cluster: number, partner: number, second: number): void {
    const lists = this.#lists;
    const isNew = this.#replay.isClean(partner);
    if (isNew && !this.#isNamed[cluster] && this.grafts.put(cluster, partner, this.#replay.height)) {
      const mass = this.#mass[cluster];
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
    } else if (kept === partner) bound = this.#bound[partner];
    bound = this.#handOver(absorbed, kept, bound);
    this.#unite(kept, absorbed, this.#replay.height);
    this.#enqueue(kept, bound);
  }

  /**
   * Sees to it that those to which the smaller of two that merge has edges are looked after.
   * @param bound of the larger by itself
   * @returns bound of both together
   */
  #handOver(absorbed: number, kept: number, bound: number): number {
    const { ends, sums } = this.#lists;
    const count = this.#gather(absorbed);
    const degree = count + this.#lists.degreeOf(kept);
    const [mass, keptMass] = [this.#mass[absorbed], this.#mass[kept]];
    const joint = (mean: number, keptMean: number) => (mass * mean + keptMass * keptMean) / (mass + keptMass);
    // Means up to the least are not in bounds.
    const ofKept = Math.max(bound, this.#least);
    let ofBoth = joint(this.#least, ofKept);
    for (let k = 0; k < count; k++) {
      const other = ends[k];
      const mean = sums[k] / (mass * this.#massOf(other));
      if (other === kept || !(mean > this.#least)) continue;
      if (this.#isNamed[absorbed] && this.#isNamedCluster(other)) continue;
      if (this.#replay.isClean(other)) ofBoth = Math.max(ofBoth, joint(mean, ofKept));
      else if (this.#lists.degreeOf(other) >= degree) ofBoth = Math.max(ofBoth, mean, joint(mean, ofKept));
      else {
        const its = this.#bound[other];
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
    this.#mass[kept] += this.#mass[absorbed];
    this.#isNamed[kept] |= this.#isNamed[absorbed];
  }

  /** Finds the two most alike of those that a cluster looks after, and leaves the others to themselves. */
  #survey(cluster: number, gathered: number, except = -1): void {
    const { ends, sums } = this.#lists;
    const mass = this.#mass[cluster];
    let best = 0;
    let second = 0;
    let partner = -1;
    for (let k = 0; k < gathered; k++) {
      const other = ends[k];
      const mean = sums[k] / (mass * this.#massOf(other));
      if (other === except || !(mean > this.#least)) continue;
      if (this.#isNamed[cluster] && this.#isNamedCluster(other)) continue;
      if (!this.#replay.isClean(other) && this.#lists.degreeOf(other) < gathered) {
        if (mean > this.#bound[other]) this.#enqueue(other, mean);
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
