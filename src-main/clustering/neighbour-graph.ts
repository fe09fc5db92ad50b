/**
 * Neighbours looked up of a new point, and kept of it. A pair that is no edge counts as unlike, so that large groups have
 * to be nearer each other than a face has to be to a group: fewer neighbours and more group album sets less well.
 */
export const neighboursKept = 16;

export const nobody = 0xffffffff;

/** By how much the arrays grow when they are full: at a million points, each doubling would take 170 MB too much. */
const growth = 9 / 8;

/** A point near another. */
export interface Near {
  point: number;
  /** Euclidean L2. */
  distance: number;
}

/** The arrays of a graph; rows are points. They lie in shared memory, so that a thread can read them in place. */
export interface GraphRows {
  size: number;
  /** Neighbours, nearest first, {@link nobody} behind the last; rows of {@link neighboursKept}. */
  neighbours: Uint32Array;
  distances: Float32Array;
}

/** Who is near whom. Points are numbered as they come, and never change their numbers. */
export class NeighbourGraph {
  #capacity: number;
  rows: GraphRows;

  constructor(rows?: GraphRows) {
    this.#capacity = rows ? rows.neighbours.length / neighboursKept : 0;
    this.rows = rows ?? emptyRows(0);
  }

  get size(): number {
    return this.rows.size;
  }

  /**
   * Adds a point with what is near it among those there. Its row never changes again: a later point that is near
   * has it in its own row.
   * @param near nearest first
   */
  add(near: readonly Near[]): void {
    this.#reserve(this.size + 1);
    const point = this.rows.size++;
    const { neighbours, distances } = this.rows;
    near.slice(0, neighboursKept).forEach(({ point: other, distance }, k) => {
      neighbours[point * neighboursKept + k] = other;
      distances[point * neighboursKept + k] = distance;
    });
  }

  #reserve(size: number): void {
    if (size <= this.#capacity) return;
    this.#capacity = Math.max(1024, Math.ceil(growth * size));
    const old = this.rows;
    this.rows = { ...emptyRows(this.#capacity), size: old.size };
    this.rows.neighbours.set(old.neighbours);
    this.rows.distances.set(old.distances);
  }
}

function emptyRows(capacity: number): GraphRows {
  const shared = (count: number) => new SharedArrayBuffer(4 * count);
  return {
    size: 0,
    neighbours: new Uint32Array(shared(capacity * neighboursKept)).fill(nobody),
    distances: new Float32Array(shared(capacity * neighboursKept)).fill(Infinity),
  };
}
