import { crowdingOf, type Measure } from './measure.ts';

/** Neighbours kept of each point. More change nothing measurable: likeness falls so fast that they weigh nothing. */
export const neighboursKept = 16;
/** Impostors kept of each point [Note: Crowding]. */
export const impostorsKept = 10;
/** Neighbours to look up of a new point: enough to find impostors beyond the photos of the person itself. */
export const neighboursSought = 64;

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
  /** Distances of the nearest impostors, rows of {@link impostorsKept}, Infinity behind the last. */
  impostors: Float32Array;
  crowding: Float32Array;
}

/** Who is near whom. Points are numbered as they come, and never change their numbers. */
export class NeighbourGraph {
  readonly #measure: Measure;
  #capacity: number;
  rows: GraphRows;

  constructor(measure: Measure, rows?: GraphRows) {
    this.#measure = measure;
    this.#capacity = rows?.crowding.length ?? 0;
    this.rows = rows ?? emptyRows(0);
  }

  get size(): number {
    return this.rows.size;
  }

  /**
   * Adds a point with what is near it among those there. Its row never changes again: a later point that is near
   * has it in its own row. Both take note of an impostor.
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
    for (const { point: other, distance } of near) {
      this.#noteImpostor(point, distance);
      this.#noteImpostor(other, distance);
    }
    this.rows.crowding[point] = this.#crowdingOf(point);
  }

  /**
   * Reads anew how crowded it is around each point: those that came since have made it more so.
   * @returns points for which that made a difference
   */
  refreshCrowding(): number[] {
    const changed: number[] = [];
    for (let point = 0; point < this.size; point++) {
      const crowding = this.#crowdingOf(point);
      if (crowding === this.rows.crowding[point]) continue;
      this.rows.crowding[point] = crowding;
      changed.push(point);
    }
    return changed;
  }

  #crowdingOf(point: number): number {
    const first = point * impostorsKept;
    const nearest = this.rows.impostors.subarray(first, first + impostorsKept);
    return Math.fround(crowdingOf(nearest, this.#measure));
  }

  #noteImpostor(row: number, distance: number): void {
    const { impostors } = this.rows;
    const end = (row + 1) * impostorsKept;
    if (distance < this.#measure.impostorFrom || distance >= impostors[end - 1]) return;
    let at = end - 1;
    for (; at > row * impostorsKept && impostors[at - 1] > distance; at--) impostors[at] = impostors[at - 1];
    impostors[at] = distance;
  }

  #reserve(size: number): void {
    if (size <= this.#capacity) return;
    this.#capacity = Math.max(1024, Math.ceil(growth * size));
    const old = this.rows;
    this.rows = { ...emptyRows(this.#capacity), size: old.size };
    this.rows.neighbours.set(old.neighbours);
    this.rows.distances.set(old.distances);
    this.rows.impostors.set(old.impostors);
    this.rows.crowding.set(old.crowding);
  }
}

function emptyRows(capacity: number): GraphRows {
  const shared = (count: number) => new SharedArrayBuffer(4 * count);
  return {
    size: 0,
    neighbours: new Uint32Array(shared(capacity * neighboursKept)).fill(nobody),
    distances: new Float32Array(shared(capacity * neighboursKept)).fill(Infinity),
    impostors: new Float32Array(shared(capacity * impostorsKept)).fill(Infinity),
    crowding: new Float32Array(shared(capacity)),
  };
}
