import type { Standing } from './standing.ts';
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

/** What a cluster has edges to, perhaps several to one end, and the sums of likeness. */
interface Edges {
  ends: number[];
  sums: number[];
}

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
  /** The same to points inside nodes and outside the region. */
  readonly #points: (Edges | undefined)[];
  /** No point of those is more like the cluster, as far as is known. */
  readonly #mostLike: Float64Array;
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
    this.#points = new Array<Edges | undefined>(count);
    this.#mostLike = new Float64Array(count).fill(Infinity);
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
    return (this.#nodes[cluster] ??= this.#firstEdges(cluster, (point) => this.#region.nodeOf[point]));
  }

  #pointsOf(cluster: number): Edges {
    const { nodes, nodeOf } = this.#region;
    return (this.#points[cluster] ??= this.#firstEdges(cluster, (point) => {
      const node = nodeOf[point];
      return node >= 0 && nodes[node + 1] - nodes[node] === 1 ? -1 : point;
    }));
  }

  /** @param endOf what an edge to a point is counted for; -1 for nothing */
  #firstEdges(node: number, endOf: (point: number) => number): Edges {
    const { starts, others, sums } = this.#region;
    const edges: Edges = { ends: [], sums: [] };
    for (let at = starts[node]; at < starts[node + 1]; at++) {
      const end = endOf(others[at]);
      if (end < 0) continue;
      edges.ends.push(end);
      edges.sums.push(sums[at]);
    }
    return edges;
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
    if (this.#mostLike[cluster] <= likeness) return;
    const { nodeOf } = this.#region;
    const { ends, sums } = this.#pointsOf(cluster);
    const kept = gather(ends, sums, this.#toPoint, (point) =>
      nodeOf[point] >= 0 && this.#root(nodeOf[point]) === cluster ? -1 : point,
    );
    const { treeOf, tops } = this.#standing;
    const toTrees = new Map<number, number>();
    let most = 0;
    for (let k = 0; k < kept; k++) {
      const point = ends[k];
      const mean = sums[k] / (this.#mass[cluster] * massOf(this.#facts, point));
      most = Math.max(most, mean);
      const node = nodeOf[point];
      const tree = node < 0 ? treeOf[point] : -1;
      if (tree >= 0) toTrees.set(tree, (toTrees.get(tree) ?? 0) + sums[k]);
      const least = Math.max(likeness, tree < 0 ? this.#innerLikeness[node] : tops[tree]);
      if (mean > least) this.#lookUp(cluster, point, likeness);
    }
    for (const [tree, sum] of toTrees) this.#lookAtTree(cluster, tree, sum, likeness);
    this.#mostLike[cluster] = most;
    for (let k = 0; k < kept; k++) this.#toPoint[ends[k]] = 0;
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

  /** Goes up from a leaf through the clusters that hold it, as far as they stay as they are. */
  #lookUp(tip: number, leaf: number, likeness: number): void {
    const { places, dendrogram } = this.#standing;
    const { order, gaps } = dendrogram;
    const { nodes, nodeOf } = this.#region;
    const { people } = this.#facts;
    const node = nodeOf[leaf];
    const leavesOfNode = node < 0 ? Infinity : nodes[node + 1] - nodes[node];
    const mass = this.#mass[tip];
    const isPerson = this.#person[tip] !== 0;
    let sum = 0;
    let otherMass = 0;
    const take = (point: number): void => {
      sum += isPerson && people[point] !== 0 ? -Infinity : this.#toPoint[point];
      otherMass += massOf(this.#facts, point);
    };
    let first = places[leaf];
    let last = first;
    take(leaf);
    for (;;) {
      if (last - first + 1 >= leavesOfNode) return;
      const mean = sum / (mass * otherMass);
      if (!(mean > likeness)) return;
      const height = Math.min(first > 0 ? gaps[first - 1] : Infinity, gaps[last]);
      if (height === Infinity) return;
      if (mean > likenessAt(height, this.#measure)) return this.#want(order[first], mean);
      while (first > 0 && gaps[first - 1] <= height) take(order[--first]);
      while (gaps[last] <= height) take(order[++last]);
    }
  }

  #merge(a: number, b: number, height: number): void {
    const [kept, gone] = a < b ? [a, b] : [b, a];
    this.merges.push({ a: kept, b: gone, height });
    this.#nodes[kept] = joined(this.#nodesOf(kept), this.#nodesOf(gone));
    this.#points[kept] = joined(this.#pointsOf(kept), this.#pointsOf(gone));
    this.#nodes[gone] = undefined;
    this.#points[gone] = undefined;
    const [mass, other] = [this.#mass[kept], this.#mass[gone]];
    this.#mostLike[kept] = (mass * this.#mostLike[kept] + other * this.#mostLike[gone]) / (mass + other);
    this.#parent[gone] = kept;
    this.#mass[kept] += this.#mass[gone];
    this.#person[kept] ||= this.#person[gone];
  }
}

/**
 * Adds up edges with the same end, in place.
 * @param sumTo scratch, 0 for all; afterwards the sums, to be put back to 0
 * @param endOf the end as it is now; -1 for an edge that is none any more
 * @returns how many are left
 */
function gather(ends: number[], sums: number[], sumTo: Float64Array, endOf: (end: number) => number): number {
  let kept = 0;
  for (let k = 0; k < ends.length; k++) {
    const end = endOf(ends[k]);
    if (end < 0) continue;
    if (sumTo[end] === 0) ends[kept++] = end;
    sumTo[end] += sums[k];
  }
  ends.length = kept;
  sums.length = kept;
  for (let k = 0; k < kept; k++) sums[k] = sumTo[ends[k]];
  return kept;
}

/** The shorter list goes behind the longer. */
function joined(a: Edges, b: Edges): Edges {
  const [into, from] = a.ends.length < b.ends.length ? [b, a] : [a, b];
  for (let k = 0; k < from.ends.length; k++) {
    into.ends.push(from.ends[k]);
    into.sums.push(from.sums[k]);
  }
  return into;
}
