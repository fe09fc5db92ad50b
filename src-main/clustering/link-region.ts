import { holderOf, joinedRivals, type Rivals } from './rivals.ts';
import type { Standing } from './standing.ts';
import { type Edges, gather, joinedEdges } from './edges.ts';
import { heightOf, likenessAt, type Measure } from './measure.ts';
import { massOf, type PointFacts, type Region, type Scene } from './region.ts';

/** Two clusters of nodes becoming one: `a` and `b` are any nodes of each. */
export interface Merge {
  a: number;
  b: number;
  height: number;
}

/**
 * Links the nodes of a region by average linkage of likeness: that of two clusters is the mean over all pairs of
 * their points, a pair that is no edge of the graph counting as nothing. Poor points weigh a millionth [Note: Poor
 * faces]. A pair that must be apart counts as infinitely unlike, and so does, by the averaging, any two clusters
 * that hold one.
 *
 * Nearest-neighbour chains (Murtagh 1983) find the exact dendrogram, because this linkage is reducible: merging two
 * mutual nearest neighbours brings no third cluster nearer to them. Each step reads the edges of one cluster.
 *
 * What is inside nodes, and outside the region, stays as it is. The result is that of linking all points, if no
 * cluster of those is more like a cluster made here than both are like what they merge with. Where one is, a point
 * of it is told in `wanted` with the height at which the two would merge, and the region has to be cut anew with
 * that point opened from there on.
 */
export function linkRegion(
  scene: Scene,
  region: Region,
  standing: Standing,
): { merges: Merge[]; wanted: Map<number, number> } {
  const linker = new RegionLinker(scene, region, standing);
  linker.run();
  return linker;
}

/** Two likenesses that differ by less are equal: they are sums of the same numbers in another order. */
const tolerance = 1e-12;

class RegionLinker {
  readonly merges: Merge[] = [];
  readonly wanted = new Map<number, number>();
  readonly #facts: PointFacts;
  readonly #measure: Measure;
  readonly #region: Region;
  readonly #standing: Standing;
  /** Likeness at which the last two parts of each node merged: no part of it has merged at less. */
  readonly #innerLikeness: Float64Array;
  readonly #leastLikeness: number;
  readonly #parent: Int32Array;
  readonly #mass: Float64Array;
  readonly #person: Int32Array;
  readonly #isDone: Uint8Array;
  /** Of each cluster that was looked at or merged: nodes it has edges to, and the sums of likeness to them. */
  readonly #nodes: (Edges | undefined)[];
  /** What of nodes and outside each cluster might belong with rather than with what it joins, once looked up. */
  readonly #rivals: (Rivals | undefined)[];
  /** Sums of likeness of the cluster in hand to each cluster and to each point; 0 where there is no edge. */
  readonly #toCluster: Float64Array;
  readonly #toPoint: Float64Array;

  constructor(scene: Scene, region: Region, standing: Standing) {
    const { facts, measure } = scene;
    const { leaves, gaps, nodes } = region;
    const count = nodes.length - 1;
    this.#facts = facts;
    this.#measure = measure;
    this.#region = region;
    this.#standing = standing;
    this.#leastLikeness = likenessAt(measure.loosest, measure);
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
    this.#mass = new Float64Array(count);
    this.#person = new Int32Array(count);
    this.#innerLikeness = new Float64Array(count);
    for (let node = 0; node < count; node++) {
      for (let at = nodes[node]; at < nodes[node + 1]; at++) {
        this.#mass[node] += massOf(facts, leaves[at]);
        this.#person[node] ||= facts.people[leaves[at]];
      }
      const highest = gaps.subarray(nodes[node], nodes[node + 1] - 1).reduce((a, b) => Math.max(a, b), 0);
      this.#innerLikeness[node] = likenessAt(highest, measure);
    }
    this.#isDone = new Uint8Array(count);
    this.#nodes = new Array<Edges | undefined>(count);
    this.#rivals = new Array<Rivals | undefined>(count);
    this.#toCluster = new Float64Array(count);
    this.#toPoint = new Float64Array(scene.rows.size);
  }

  run(): void {
    this.#joinPeople();
    const chain: number[] = [];
    for (let start = 0; start < this.#parent.length; start++) {
      for (;;) {
        if (chain.length === 0) chain.push(this.#root(start));
        if (this.#isDone[chain[0]]) break;
        const tip = chain[chain.length - 1];
        const before = chain.length > 1 ? chain[chain.length - 2] : -1;
        const { nearest, likeness } = this.#nearest(tip, before);
        if (nearest < 0) {
          this.#lookInside(tip, likeness);
          this.#isDone[tip] = 1;
          if (chain.length > 1) chain.pop();
        } else if (nearest === before) {
          chain.length -= 2;
          this.#lookInside(tip, likeness);
          this.#lookInside(before, likeness);
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
    const first = new Map<number, number>();
    for (let node = 0; node < this.#parent.length; node++) {
      const person = this.#person[node];
      if (person === 0) continue;
      const other = first.get(person);
      if (other === undefined) first.set(person, node);
      else this.#merge(this.#root(other), node, 0);
    }
  }

  #root(node: number): number {
    const parent = this.#parent;
    while (parent[node] !== node) node = parent[node] = parent[parent[node]];
    return node;
  }

  #nodesOf(cluster: number): Edges {
    const known = this.#nodes[cluster];
    if (known) return known;
    const { nodeOf } = this.#region;
    const edges: Edges = { ends: [], sums: [] };
    this.#eachEdge(cluster, (point, sum) => {
      if (nodeOf[point] < 0) return;
      edges.ends.push(nodeOf[point]);
      edges.sums.push(sum);
    });
    return (this.#nodes[cluster] = edges);
  }

  #eachEdge(node: number, take: (point: number, sum: number) => void): void {
    const { leaves, nodes, starts, others, sums } = this.#region;
    for (let leaf = nodes[node]; leaf < nodes[node + 1]; leaf++) {
      for (let at = starts[leaves[leaf]]; at < starts[leaves[leaf] + 1]; at++) take(others[at], sums[at]);
    }
  }

  /** The cluster of the region that is most like one, if like enough to merge at all. */
  #nearest(tip: number, before: number): { nearest: number; likeness: number } {
    const { ends, sums } = this.#nodesOf(tip);
    const kept = gather(ends, sums, this.#toCluster, (node) => {
      const cluster = this.#root(node);
      return cluster === tip ? -1 : cluster;
    });
    const mass = this.#mass[tip];
    const person = this.#person[tip];
    let nearest = -1;
    let likeness = this.#leastLikeness;
    let likenessToBefore = 0;
    for (let k = 0; k < kept; k++) {
      const cluster = ends[k];
      if (this.#isDone[cluster]) continue;
      if (person !== 0 && this.#person[cluster] !== 0) continue;
      const mean = sums[k] / (mass * this.#mass[cluster]);
      if (cluster === before) likenessToBefore = mean;
      if (mean > likeness || (mean === likeness && nearest >= 0 && cluster < nearest)) {
        likeness = mean;
        nearest = cluster;
      }
    }
    for (let k = 0; k < kept; k++) this.#toCluster[ends[k]] = 0;
    return nearest >= 0 && likenessToBefore >= likeness * (1 - tolerance)
      ? { nearest: before, likeness: likenessToBefore }
      : { nearest, likeness };
  }

  /** Finds points in whose cluster, inside a node or outside, a cluster belongs rather than with what it joins. */
  #lookInside(cluster: number, likeness: number): void {
    const { points, holders, opposed } = this.#rivalsOf(cluster);
    for (const point of points) {
      const mean = this.#sumTo(cluster, point) / (this.#mass[cluster] * massOf(this.#facts, point));
      if (!(mean > this.#innerOf(point))) points.delete(point);
      else this.#lookUp(cluster, point, likeness);
    }
    for (const [holder, sum] of holders) {
      if (holder < 0 && !opposed.has(holder)) this.#lookAtTree(cluster, -1 - holder, sum, likeness);
    }
  }

  /**
   * A cluster that holds a point in a node or outside, and is more like this one than what it merges with there, holds
   * a point that is more like this one than anything merges there at the last. Of two clusters that merge, only
   * points that were such for one of them can be such for both together, because theirs is the mean.
   */
  #rivalsOf(node: number): Rivals {
    const known = this.#rivals[node];
    if (known) return known;
    const { nodeOf, nodes } = this.#region;
    const { treeOf } = this.#standing;
    const toPoint = this.#toPoint;
    const ends: number[] = [];
    const rivals: Rivals = { points: new Set(), holders: new Map(), opposed: new Set() };
    this.#eachEdge(node, (point, sum) => {
      const other = nodeOf[point];
      if (other >= 0 && nodes[other + 1] - nodes[other] === 1) return;
      const holder = holderOf(other, treeOf[point]);
      if (sum === -Infinity) rivals.opposed.add(holder);
      else rivals.holders.set(holder, (rivals.holders.get(holder) ?? 0) + sum);
      if (toPoint[point] === 0) ends.push(point);
      toPoint[point] += sum;
    });
    for (const point of ends) {
      const mean = toPoint[point] / (this.#mass[node] * massOf(this.#facts, point));
      if (mean > this.#innerOf(point)) rivals.points.add(point);
      toPoint[point] = 0;
    }
    return (this.#rivals[node] = rivals);
  }

  /** Likeness at which the last two parts merged of the node or the tree outside that a point is in. */
  #innerOf(point: number): number {
    const node = this.#region.nodeOf[point];
    return node < 0 ? this.#standing.tops[this.#standing.treeOf[point]] : this.#innerLikeness[node];
  }

  /** Sum of likeness of a cluster to a point; 0 to one of its own. */
  #sumTo(cluster: number, point: number): number {
    const { nodeOf, starts, others, sums } = this.#region;
    const own = nodeOf[point];
    if (own >= 0 && this.#root(own) === cluster) return 0;
    let sum = 0;
    for (let at = starts[point]; at < starts[point + 1]; at++) {
      const node = nodeOf[others[at]];
      if (node >= 0 && this.#root(node) === cluster) sum += sums[at];
    }
    return sum;
  }

  /** A whole tree outside merges with nothing: whatever is like it at all, and like nothing else more, is wanted. */
  #lookAtTree(cluster: number, tree: number, sum: number, likeness: number): void {
    const { masses, firsts, dendrogram } = this.#standing;
    const mean = sum / (this.#mass[cluster] * masses[tree]);
    if (!(mean > likeness)) return;
    const isOpposed =
      this.#person[cluster] !== 0 &&
      this.#standing.leavesOf(tree).some((leaf) => this.#facts.people[leaf] !== 0);
    if (!isOpposed) this.#want(dendrogram.order[firsts[tree]], mean);
  }

  #want(point: number, mean: number): void {
    const height = heightOf(mean, this.#measure);
    this.wanted.set(point, Math.min(this.wanted.get(point) ?? Infinity, height));
  }

  /**
   * Goes up from a leaf through the clusters that hold it, as far as they stay as they are. All that a cluster is
   * alike to its holder is at least what it is alike to a part: mostly that is too little already.
   */
  #lookUp(tip: number, leaf: number, likeness: number): void {
    const { places, dendrogram, above, from, to, massBefore, treeOf } = this.#standing;
    const node = this.#region.nodeOf[leaf];
    const holder = this.#rivals[tip]!.holders.get(holderOf(node, treeOf[leaf])) ?? 0;
    const place = places[leaf];
    let [first, last] = [place, place];
    for (let merge = this.#standing.lowestMerge(place); merge >= 0; merge = above[merge]) {
      const height = dendrogram.gaps[merge];
      if (node >= 0 && !this.#isWithin(node, from[merge], to[merge])) return;
      const mass = this.#mass[tip] * (massBefore[last + 1] - massBefore[first]);
      const least = Math.max(likeness, likenessAt(height, this.#measure));
      if (holder / mass > least && this.#sumToRun(tip, first, last) / mass > least) {
        return this.#want(dendrogram.order[first], this.#sumToRun(tip, first, last) / mass);
      }
      [first, last] = [from[merge], to[merge]];
    }
  }

  /** Whether a run of the standing order is in one node. */
  #isWithin(node: number, first: number, last: number): boolean {
    const { order } = this.#standing.dendrogram;
    const { nodeOf } = this.#region;
    return nodeOf[order[first]] === node && nodeOf[order[last]] === node;
  }

  #sumToRun(tip: number, first: number, last: number): number {
    const { order } = this.#standing.dendrogram;
    const { people } = this.#facts;
    let sum = 0;
    for (let at = first; at <= last; at++) {
      if (this.#person[tip] !== 0 && people[order[at]] !== 0) return -Infinity;
      sum += this.#sumTo(tip, order[at]);
    }
    return sum;
  }

  #merge(a: number, b: number, height: number): void {
    const [kept, gone] = a < b ? [a, b] : [b, a];
    this.merges.push({ a: kept, b: gone, height });
    this.#nodes[kept] = joinedEdges(this.#nodesOf(kept), this.#nodesOf(gone));
    this.#rivals[kept] = joinedRivals(this.#rivalsOf(kept), this.#rivalsOf(gone));
    this.#nodes[gone] = undefined;
    this.#rivals[gone] = undefined;
    this.#parent[gone] = kept;
    this.#mass[kept] += this.#mass[gone];
    this.#person[kept] ||= this.#person[gone];
  }
}
