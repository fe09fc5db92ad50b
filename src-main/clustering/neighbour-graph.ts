import { crowdingOf, type Measure } from './measure.ts';

/** Neighbours kept of each point. More change nothing measurable: likeness falls so fast that they weigh nothing. */
export const neighboursKept = 16;
/** Impostors kept of each point [Note: Crowding]. */
export const impostorsKept = 10;
/** Neighbours to look up of a new point: enough to find impostors beyond the photos of the person itself. */
export const neighboursSought = 64;

export const nobody = 0xffffffff;

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
   * Adds a point with what is near it among those there. Each of the two hears of the other, so that it matters
   * little which came first.
   * @returns older points whose own row or crowding changed
   */
  add(near: readonly Near[]): number[] {
    this.#reserve(this.size + 1);
    const point = this.rows.size++;
    const changed: number[] = [];
    for (const { point: other, distance } of near) {
      this.#offer(point, other, distance);
      if (this.#offer(other, point, distance)) changed.push(other);
    }
    return changed;
  }

  /** @returns whether an edge of the row gave way, or its crowding changed */
  #offer(row: number, other: number, distance: number): boolean {
    const { neighbours, distances, impostors, crowding } = this.rows;
    let changed = false;
    const first = row * neighboursKept;
    const last = first + neighboursKept - 1;
    if (distance < distances[last]) {
      changed = neighbours[last] !== nobody;
      let at = last;
      for (; at > first && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        neighbours[at] = neighbours[at - 1];
      }
      distances[at] = distance;
      neighbours[at] = other;
    }
    const end = (row + 1) * impostorsKept;
    if (distance >= this.#measure.impostorFrom && distance < impostors[end - 1]) {
      let at = end - 1;
      for (; at > row * impostorsKept && impostors[at - 1] > distance; at--)
        impostors[at] = impostors[at - 1];
      impostors[at] = distance;
      const now = Math.fround(crowdingOf(impostors.subarray(end - impostorsKept, end), this.#measure));
      changed ||= now !== crowding[row];
      crowding[row] = now;
    }
    return changed;
  }

  #reserve(size: number): void {
    if (size <= this.#capacity) return;
    this.#capacity = Math.max(1024, 2 * this.#capacity, size);
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

/** Whether one point is in the row of another. */
export function hasInRow({ neighbours }: GraphRows, row: number, other: number): boolean {
  const first = row * neighboursKept;
  for (let at = first; at < first + neighboursKept; at++) if (neighbours[at] === other) return true;
  return false;
}
