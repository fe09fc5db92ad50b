import type { Replay } from './replay.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import type { MergeTree } from './merge-tree.ts';

/**
 * [Note: Grafts] A new point that merges with some small part of a person's tree makes all merges above a little
 * others, and so large trees would be gone through from near the leaves up to the root for each new face, though what
 * changes there is the weight of one among hundreds. In a large library a small cluster that merges with a part of a
 * tree many times larger is a graft instead: it stays where it merges, and what is above comes about as it did. What
 * must be apart stays apart: no graft is put on a tree in which anything is that one of its points must be apart from.
 */
export interface Graft {
  /** Cluster of the old dendrogram that it merged with. */
  node: number;
  /** What it is made of. */
  points: readonly number[];
  /** Any of its pieces. */
  piece: number;
  height: number;
}

/** Loose clusters with more points are no grafts. */
const mostPoints = 1024;

/** The grafts of a change, in order, and the points of clusters that may become one. */
export class Grafts {
  readonly all: Graft[] = [];
  readonly #mergeTree: MergeTree;
  readonly #replay: Replay;
  readonly #edges: LinkageEdges;
  readonly #steadiness: number;
  readonly #points = new Map<number, readonly number[]>();

  /** @param steadiness points of a tree for each of a graft; Infinity where there are to be none */
  constructor(mergeTree: MergeTree, replay: Replay, edges: LinkageEdges, steadiness: number) {
    this.#mergeTree = mergeTree;
    this.#replay = replay;
    this.#edges = edges;
    this.#steadiness = steadiness;
  }

  /** Takes note of a cluster that has come loose. */
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
   * Makes a loose cluster a graft, if it can be one.
   * @param node that it merges with
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
      if (first[node] >= first[cluster] && last[node] <= last[cluster]) yield* points;
    }
  }

  /** Whether a point must be apart from any of a tree, or from what was put on it. */
  #isOpposed(point: number, tree: number): boolean {
    let isOpposed = false;
    this.#edges.eachOpposed(point, (other) => {
      for (const place of [other, this.#replay.root(other)])
        isOpposed ||= this.#mergeTree.treeOf(place) === tree;
    });
    return isOpposed;
  }
}
