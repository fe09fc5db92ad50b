import { uint32At } from '../common/typed-arrays.ts';
import type { Replay } from './replay.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import type { MergeTree } from './merge-tree.ts';

/**
 * [Note: Grafts] A new point that merges with a small part of a person's tree changes all merges above it
 * slightly. So each new face would have a large tree replayed from near the leaves to the root, although it
 * changes the weight of one face among hundreds. In a large library, a small cluster that merges with a part
 * of a much larger tree becomes a graft: it is attached where it merges, and the merges above stay as they
 * were. Cannot-link pairs stay apart: a cluster is not grafted on a tree that contains an opponent of one of
 * its points.
 */
export interface Graft {
  /** Cluster of the old dendrogram that it is attached to. */
  node: number;
  /** Points of the graft. */
  points: readonly number[];
  /** One of its pieces. */
  piece: number;
  height: number;
}

/** Maximum number of points of a graft. */
const mostPoints = 1024;

/** The grafts of one change, in order, and the points of clusters that may become one. */
export class Grafts {
  readonly all: Graft[] = [];
  readonly #mergeTree: MergeTree;
  readonly #replay: Replay;
  readonly #edges: LinkageEdges;
  readonly #steadiness: number;
  readonly #points = new Map<number, readonly number[]>();

  /** @param steadiness minimum tree size per grafted point; Infinity for no grafts */
  constructor(mergeTree: MergeTree, replay: Replay, edges: LinkageEdges, steadiness: number) {
    this.#mergeTree = mergeTree;
    this.#replay = replay;
    this.#edges = edges;
    this.#steadiness = steadiness;
  }

  /** Records a cluster that has become dirty. */
  begin(cluster: number): void {
    if (this.#steadiness === Infinity || this.#mergeTree.leavesOf(cluster).length > mostPoints) return;
    this.#points.set(cluster, [...this.#mergeTree.leavesOf(cluster), ...this.within(cluster)]);
  }

  join(kept: number, absorbed: number): void {
    const [a, b] = [this.#points.get(kept), this.#points.get(absorbed)];
    this.#points.delete(absorbed);
    if (a && b && a.length + b.length <= mostPoints) this.#points.set(kept, a.concat(b));
    else this.#points.delete(kept);
  }

  /**
   * Attaches a dirty cluster as a graft, if it qualifies.
   * @param node cluster that it merges with
   * @returns true if it became a graft
   */
  put(cluster: number, node: number, height: number): boolean {
    const mergeTree = this.#mergeTree;
    const points = this.#points.get(cluster);
    if (!points) return false;
    const tree = mergeTree.treeOf(node);
    if (!this.#replay.isClean(tree) || mergeTree.sizeOf(tree) < this.#steadiness * points.length)
      return false;
    if (points.some((point) => this.#isOpposed(point, tree))) return false;
    this.all.push({ node, points, piece: cluster, height });
    this.#replay.unite(node, cluster);
    return true;
  }

  /** Points that were grafted within a cluster of the old dendrogram. */
  *within(cluster: number): Generator<number> {
    const { first, last } = this.#mergeTree;
    for (const { node, points } of this.all) {
      if (
        uint32At(first, node) >= uint32At(first, cluster) &&
        uint32At(last, node) <= uint32At(last, cluster)
      )
        yield* points;
    }
  }

  /**
   * Does a tree, or a graft on it, contain a point of the same photo or of a cannot-link pair with `point`?
   */
  #isOpposed(point: number, tree: number): boolean {
    let isOpposed = false;
    this.#edges.eachOpposed(point, (other) => {
      for (const place of [other, this.#replay.root(other)])
        isOpposed ||= this.#mergeTree.treeOf(place) === tree;
    });
    return isOpposed;
  }
}
