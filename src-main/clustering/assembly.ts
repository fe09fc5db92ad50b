import { elementAt, required } from '../common/elements.ts';
import { float32At, numberAt, uint32At } from '../common/typed-arrays.ts';
import type { Agglomeration, Merge } from './agglomeration.ts';
import { type Dendrogram, joinRuns } from './dendrogram.ts';
import type { Graft } from './grafts.ts';
import type { LinkageInput } from './linkage-input.ts';
import type { MergeTree } from './merge-tree.ts';

/**
 * Builds the new dendrogram: the clean trees of the old one with their grafts, then the trees of the pieces.
 */
export function assemble(
  input: LinkageInput,
  mergeTree: MergeTree,
  agglomeration: Agglomeration,
): Dendrogram {
  return new Assembly(mergeTree, agglomeration).all(input.facts.dismissed);
}

/** A growing list of leaves and the heights between them. */
class Run {
  #leaves: Uint32Array;
  #gaps: Float32Array;
  length = 0;

  constructor(capacity: number) {
    this.#leaves = new Uint32Array(capacity);
    this.#gaps = new Float32Array(capacity);
  }

  push(leaf: number, gap: number): void {
    if (this.length === this.#leaves.length) this.#grow();
    this.#leaves[this.length] = leaf;
    this.#gaps[this.length++] = gap;
  }

  append({ order, gaps }: Dendrogram): void {
    for (let at = 0; at < order.length; at++) this.push(uint32At(order, at), float32At(gaps, at));
  }

  /** Sets the height after the last leaf. */
  close(gap: number): void {
    this.#gaps[this.length - 1] = gap;
  }

  get dendrogram(): Dendrogram {
    return { order: this.#leaves.subarray(0, this.length), gaps: this.#gaps.subarray(0, this.length) };
  }

  #grow(): void {
    const [leaves, gaps] = [this.#leaves, this.#gaps];
    this.#leaves = new Uint32Array(2 * leaves.length + 1);
    this.#gaps = new Float32Array(2 * gaps.length + 1);
    this.#leaves.set(leaves);
    this.#gaps.set(gaps);
  }
}

class Assembly {
  readonly #mergeTree: MergeTree;
  readonly #graftsBefore: ReadonlyMap<number, number>;
  readonly #grafts: readonly Graft[];
  /** Indices of grafts by the last leaf place of their node; grafts on smaller nodes come first. */
  readonly #behind: Map<number, number[]>;
  /** Pieces and merges of each new tree, keyed by one of its pieces. */
  readonly #parts = new Map<number, { pieces: number[]; merges: Merge[] }>();
  readonly #rootOf: (piece: number) => number;

  constructor(mergeTree: MergeTree, { pieces, merges, graftsBefore, grafts }: Agglomeration) {
    this.#mergeTree = mergeTree;
    this.#graftsBefore = graftsBefore;
    this.#grafts = grafts.all;
    this.#behind = Map.groupBy(grafts.all.keys(), (k) =>
      uint32At(mergeTree.last, elementAt(grafts.all, k).node),
    );
    this.#rootOf = rootsOf(merges);
    for (const piece of pieces.toSorted(
      (a, b) => uint32At(mergeTree.first, a) - uint32At(mergeTree.first, b) || a - b,
    )) {
      const root = this.#rootOf(piece);
      const part = this.#parts.get(root) ?? { pieces: [], merges: [] };
      this.#parts.set(root, part);
      part.pieces.push(piece);
    }
    for (const merge of merges) required(this.#parts.get(this.#rootOf(merge.a))).merges.push(merge);
  }

  all(dismissed: ArrayLike<number>): Dendrogram {
    const { dendrogram, points, first, last } = this.#mergeTree;
    const { order } = dendrogram;
    const isTaken = Uint8Array.from(order, (point) => numberAt(dismissed, point));
    for (const { pieces } of this.#parts.values()) {
      for (const piece of pieces)
        if (this.#isOld(piece)) isTaken.fill(1, first[piece], uint32At(last, piece) + 1);
    }
    const run = new Run(points);
    for (let at = 0; at < order.length; at++) {
      if (!isTaken[at]) this.#write(run, at, 0, this.#grafts.length);
    }
    const grafted = new Set(this.#grafts.map(({ piece }) => this.#rootOf(piece)));
    for (const root of this.#parts.keys()) if (!grafted.has(root)) run.append(this.#tree(root));
    return run.dendrogram;
  }

  #isOld(piece: number): boolean {
    return piece >= this.#mergeTree.points || this.#mergeTree.isPlaced(piece);
  }

  /**
   * Writes a leaf, and after it the grafts on nodes that end at `at` and begin at `start` or later, with an
   * index below `before`.
   */
  #write(run: Run, at: number, start: number, before: number): void {
    const { dendrogram, first } = this.#mergeTree;
    run.push(uint32At(dendrogram.order, at), float32At(dendrogram.gaps, at));
    for (const k of this.#behind.get(at) ?? []) {
      const { node, piece, height } = elementAt(this.#grafts, k);
      if (k >= before || uint32At(first, node) < start) continue;
      run.close(height);
      run.append(this.#tree(this.#rootOf(piece)));
      run.close(float32At(dendrogram.gaps, at));
    }
  }

  /** The tree of one set of merged pieces. */
  #tree(root: number): Dendrogram {
    const { pieces, merges } = required(this.#parts.get(root));
    const { first, last } = this.#mergeTree;
    const leaves = new Run(pieces.length);
    const nodes = new Uint32Array(pieces.length + 1);
    const runOf = new Map<number, number>();
    for (const [k, piece] of pieces.entries()) {
      runOf.set(piece, k);
      if (!this.#isOld(piece)) leaves.push(piece, Infinity);
      else {
        const before = this.#graftsBefore.get(piece) ?? 0;
        for (let at = uint32At(first, piece); at <= uint32At(last, piece); at++)
          this.#write(leaves, at, uint32At(first, piece), before);
      }
      leaves.close(Infinity);
      nodes[k + 1] = leaves.length;
    }
    const between = merges.map(({ a, b, height }) => ({
      a: required(runOf.get(a)),
      b: required(runOf.get(b)),
      height,
    }));
    const { order, gaps } = leaves.dendrogram;
    return joinRuns({ leaves: order, gaps, nodes }, between);
  }
}

/** @returns a function from a piece to the representative of its tree */
function rootsOf(merges: readonly Merge[]): (piece: number) => number {
  const above = new Map<number, number>();
  const root = (piece: number): number => {
    let at = piece;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) at = next;
    if (at !== piece) above.set(piece, at);
    return at;
  };
  for (const { a, b } of merges) {
    const [x, y] = [root(a), root(b)];
    if (x !== y) above.set(y, x);
  }
  return root;
}
