import { EdgeLists } from './edge-lists.ts';
import { heightOf, likenessAt, type Measure } from './measure.ts';
import { PriorityQueue } from './priority-queue.ts';
import { SceneEdges } from './scene-edges.ts';
import type { Scene } from './scene.ts';
import type { Standing } from './standing.ts';

/** Two clusters becoming one, by the numbers of any two of their {@link Agglomeration.pieces}. */
export interface Merge {
  a: number;
  b: number;
  height: number;
}

/** A cluster that merges when and with what it did before. */
const standing = 0;
/** One that has to look for what it merges with. */
const loose = 1;
/** One that does not come about any more. */
const broken = 2;

/**
 * [Note: Linking a change] Average linkage merges the two most alike clusters again and again. The likeness of two is
 * the mean over all pairs of their points; a pair that is no edge of the graph counts as nothing, and poor points
 * weigh a millionth [Note: Poor faces]. A pair that must be apart counts as infinitely unlike, and so do, by the
 * averaging, any two clusters that hold one. The linkage is reducible (Bruynooghe 1977): where two merge, no third is
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
 * met. Of two loose clusters, the one with fewer edges looks after both; a standing one looks after nothing. So what a
 * merge costs is the edges of the smaller, and however large a person is, who joins them is found by those who join.
 */
export class Agglomeration {
  /** What the new trees are made of: the clusters that came loose, as they stood. */
  readonly pieces: number[] = [];
  /** In the order of their heights. */
  readonly merges: Merge[] = [];
  readonly #scene: Scene;
  readonly #measure: Measure;
  readonly #least: number;
  readonly #standing: Standing;
  readonly #edges: SceneEdges;
  readonly #lists: EdgeLists;
  readonly #state: Uint8Array;
  /** What each cluster merges into, -1 for nothing; ways along merges that have happened are shortened. */
  readonly #up: Int32Array;
  /** Of clusters that were looked at; 0 where it was not asked for yet. */
  readonly #mass: Float64Array;
  /** Of loose clusters: whether the user said of any point who it is. */
  readonly #isNamed: Uint8Array;
  /** Of loose clusters, as likeness; what the queue has besides is outdated. */
  readonly #bound: Float64Array;
  readonly #bounds = new PriorityQueue();
  /** Clusters that will be loose once they have come about; the lowest first. */
  readonly #wakes = new PriorityQueue();
  /** What is lower has happened. */
  #height = 0;
  readonly #clusterOf = (cluster: number): number => this.#root(cluster);
  /** What {@link #survey} found. */
  #best = 0;
  #second = 0;
  #partner = -1;

  constructor(scene: Scene, forest: Standing) {
    const clusters = forest.above.length;
    this.#scene = scene;
    this.#measure = scene.measure;
    this.#least = likenessAt(scene.measure.loosest, scene.measure);
    this.#standing = forest;
    this.#edges = new SceneEdges(scene);
    this.#lists = new EdgeLists(clusters, this.#edges.most);
    this.#state = new Uint8Array(clusters);
    this.#up = forest.above.slice();
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
      const wake = -this.#wakes.highest;
      if (wake === Infinity && next === Infinity) return;
      this.#height = Math.max(this.#height, Math.min(wake, next));
      if (wake <= next) this.#wake(this.#wakes.pop());
      else this.#advance(this.#bounds.pop());
    }
  }

  #start(changed: Iterable<number>): void {
    const { gone } = this.#scene.facts;
    const points = [...new Set(changed)];
    for (const point of points) {
      this.#breakAbove(point);
      if (gone[point]) this.#state[point] = broken;
    }
    for (const point of points) if (!gone[point]) this.#loosen(point);
    while (this.#wakes.highest >= 0) {
      const cluster = this.#wakes.pop();
      if (this.#state[cluster] === standing) this.#loosen(cluster);
    }
    this.#joinPeople();
    for (const piece of this.pieces) if (this.#up[piece] < 0) this.#lookAround(piece);
  }

  /** Points of one person are together before anything else is. */
  #joinPeople(): void {
    const { gone, people } = this.#scene.facts;
    const rootOf = new Map<number, number>();
    const join = (cluster: number, person: number): void => {
      const root = rootOf.get(person);
      if (root !== undefined) this.#unite(root, cluster, 0);
      else rootOf.set(person, cluster);
    };
    for (const piece of this.pieces) {
      const person = this.#standing.personOf(piece);
      if (person !== 0) join(piece, person);
    }
    if (rootOf.size === 0) return;
    for (let point = 0; point < people.length; point++) {
      if (gone[point] || !rootOf.has(people[point])) continue;
      const cluster = this.#root(point);
      if (this.#state[cluster] !== standing) continue;
      this.#breakAbove(cluster);
      this.#loosen(cluster);
      join(cluster, people[point]);
    }
  }

  /** The cluster that one has become a part of by now. */
  #root(cluster: number): number {
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
    return state === loose || (state === standing && this.#standing.heightOf(cluster) <= this.#height);
  }

  /** What merged with one, or with what it became, will not do so as it did. */
  #breakAbove(cluster: number): void {
    const { above } = this.#standing;
    for (let at = cluster; above[at] >= 0 && this.#state[above[at]] !== broken; at = above[at]) {
      this.#state[above[at]] = broken;
      const sibling = this.#standing.siblingOf(at);
      if (this.#state[sibling] === standing) this.#wakes.push(-this.#standing.heightOf(sibling), sibling);
    }
  }

  #wake(cluster: number): void {
    if (this.#state[cluster] !== standing) return;
    this.#loosen(cluster);
    this.#lookAround(cluster);
  }

  #loosen(cluster: number): void {
    const forest = this.#standing;
    this.pieces.push(cluster);
    this.#state[cluster] = loose;
    this.#up[cluster] = -1;
    this.#massOf(cluster);
    this.#isNamed[cluster] = forest.isNamed(cluster) ? 1 : 0;
    const take = (other: number, sum: number): void => {
      if (!forest.holds(cluster, other)) this.#lists.add(this.#root(other), sum);
    };
    for (const leaf of forest.leavesOf(cluster)) this.#edges.each(leaf, take);
    this.#lists.begin(cluster);
  }

  #lookAround(cluster: number): void {
    this.#survey(cluster, this.#lists.degreeOf(cluster));
    this.#await(cluster, this.#best);
  }

  #await(cluster: number, bound: number): void {
    this.#bound[cluster] = bound;
    if (bound > this.#least) this.#bounds.push(bound, cluster);
  }

  #dropOutdated(): void {
    const queue = this.#bounds;
    while (queue.size > 0) {
      const top = queue.top;
      if (this.#up[top] < 0 && this.#bound[top] === queue.highest) return;
      queue.pop();
    }
  }

  /** Merges the cluster with the highest bound if it is met before anything else happens; else gives it a truer one. */
  #advance(cluster: number): void {
    this.#survey(cluster, this.#lists.degreeOf(cluster));
    const [best, partner, second] = [this.#best, this.#partner, this.#second];
    this.#bound[cluster] = best;
    this.#dropOutdated();
    const height = heightOf(best, this.#measure);
    const isNext =
      best > this.#least &&
      best >= this.#bounds.highest &&
      height < -this.#wakes.highest &&
      (this.#state[partner] === loose || !(this.#heightAbove(partner) <= height));
    if (!isNext) return this.#await(cluster, best);
    this.#height = Math.max(this.#height, height);
    this.#merge(cluster, partner, second);
  }

  #heightAbove(cluster: number): number {
    const above = this.#standing.above[cluster];
    return above < 0 ? Infinity : this.#standing.heightOf(above);
  }

  /** @param second no other that `cluster` looks after is more like it */
  #merge(cluster: number, partner: number, second: number): void {
    const lists = this.#lists;
    const isNew = this.#state[partner] === standing;
    if (isNew) {
      this.#breakAbove(partner);
      this.#loosen(partner);
    }
    const degree = lists.degreeOf(cluster) + lists.degreeOf(partner);
    const [kept, gone] =
      lists.degreeOf(cluster) < lists.degreeOf(partner) ? [partner, cluster] : [cluster, partner];
    this.#survey(gone, degree, kept);
    let bound = this.#best;
    if (kept === cluster) bound = Math.max(bound, second);
    else if (isNew) {
      this.#survey(kept, degree, gone);
      bound = Math.max(bound, this.#best);
    } else bound = Math.max(bound, this.#bound[kept]);
    this.#unite(kept, gone, this.#height);
    this.#await(kept, bound);
  }

  #unite(kept: number, gone: number, height: number): void {
    this.merges.push({ a: kept, b: gone, height });
    this.#up[gone] = kept;
    this.#lists.join(kept, gone);
    this.#mass[kept] += this.#mass[gone];
    this.#isNamed[kept] |= this.#isNamed[gone];
  }

  /**
   * Finds the two most alike of those that a cluster looks after, and leaves the others to themselves.
   * @param degree from which on another does not look after both
   */
  #survey(cluster: number, degree: number, except = -1): void {
    const { ends, sums } = this.#lists;
    const count = this.#lists.gather(cluster, this.#clusterOf);
    const mass = this.#mass[cluster];
    let best = 0;
    let second = 0;
    let partner = -1;
    for (let k = 0; k < count; k++) {
      const other = ends[k];
      const mean = sums[k] / (mass * this.#massOf(other));
      if (other === except || !(mean > this.#least)) continue;
      if (this.#isNamed[cluster] && this.#holdsNamed(other)) continue;
      if (this.#state[other] === loose && this.#lists.degreeOf(other) < degree) {
        if (mean > this.#bound[other]) this.#await(other, mean);
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
    return (this.#mass[cluster] ||= this.#standing.massOf(cluster));
  }

  #holdsNamed(cluster: number): boolean {
    if (this.#state[cluster] === loose) return this.#isNamed[cluster] === 1;
    return this.#standing.isNamed(cluster);
  }
}
