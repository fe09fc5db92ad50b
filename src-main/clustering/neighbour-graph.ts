/**
 * Neighbours looked up for a new point and kept. A pair without an edge counts as dissimilar, so that large
 * groups must be nearer to each other than a face to a group. Both 8 and 32 group the album sets less well.
 */
export const neighboursKept = 16;

export const nobody = 0xffffffff;

/** Factor by which full arrays grow. Doubling would waste 170 MB at a million points. */
const growth = 9 / 8;

/** A neighbour of a point. */
export interface Near {
  point: number;
  /** Euclidean distance. */
  distance: number;
}

/** The rows of a graph, one a point, in shared memory, so that a thread can read them in place. */
export interface GraphRows {
  size: number;
  /** Rows of {@link neighboursKept} neighbours, nearest first, filled up with {@link nobody}. */
  neighbours: Uint32Array;
  distances: Float32Array;
}

/**
 * The neighbour graph of all points, which are numbered from 0 in the order of insertion and keep their
 * numbers.
 */
export class NeighbourGraph {
  #capacity: number;
  rows: GraphRows;

  /** @param rows are copied before they grow, unless they are in shared memory */
  constructor(rows?: GraphRows) {
    const isShared = rows?.neighbours.buffer instanceof SharedArrayBuffer;
    this.#capacity = isShared ? rows.neighbours.length / neighboursKept : 0;
    this.rows = rows ?? emptyRows(0);
  }

  get size(): number {
    return this.rows.size;
  }

  /**
   * Makes room for points, whose rows are empty.
   * @param size number of points from now on
   */
  extend(size: number): void {
    this.#reserve(size);
    this.rows.size = size;
  }

  /** Empties the row of a point. */
  clear(point: number): void {
    const [start, end] = [point * neighboursKept, (point + 1) * neighboursKept];
    this.rows.neighbours.fill(nobody, start, end);
    this.rows.distances.fill(Infinity, start, end);
  }

  /**
   * Adds a point with some neighbours. Two points have an edge if one is in the row of the other, so that a
   * small graph may be made without touching the rows of earlier points.
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
