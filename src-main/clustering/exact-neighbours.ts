import { float32At, float64At, uint32At } from '../common/typed-arrays.ts';
import { type GraphRows, neighboursKept, nobody } from './neighbour-graph.ts';
import type { VectorSet } from './vector-set.ts';

/**
 * [Note: Exact neighbours] The nearest neighbours of all points need the products of all pairs of vectors, as
 * d² = |a|² + |b|² - 2ab. Three things make them cheap:
 *
 * - *Blocks.* The products of two blocks of vectors are one matrix product. The maxima of groups of products
 *   are taken with it (`block-maxima.ts`), and only groups whose maximum may be among the nearest of a point
 *   are looked into. Both blocks learn from the same products, which halves the work of a whole library.
 * - *Coordinates.* A vector is given by p, its coordinates in the principal subspace, and by r, the length of
 *   what is left of it. By Cauchy and Schwarz ab <= p(a)p(b) + r(a)r(b), which is a product of half the
 *   width. A pair whose bound is below what is asked is no neighbour; of the others the distance is computed.
 * - *Threads.* They take pairs of blocks by a shared counter, and write into the same rows. A row is only
 *   written by the thread that holds the lock of its block.
 *
 * So products only tell which pairs to look at. Distances are computed from the vectors in double precision,
 * rounded to 32 bits, and ties are broken by the number of the point. A row therefore is a function of the set
 * of vectors: it depends neither on the order in which they came, nor on blocks, threads or the processor.
 */

/** Vectors in a block. Two blocks and their products fit in the cache of a core. */
export const blockSize = 512;
/** Products of which one maximum is taken. */
export const groupSize = 16;
const groups = blockSize / groupSize;

/** Bound of the rounding errors of products of unit vectors in 32 bits, with a margin. */
const slack = 1e-5;

/** The maxima of the products of two blocks, from both sides. */
export interface BlockMaxima {
  /** [row of the first block, group of the second] */
  first: Float32Array;
  /** [group of the first block, row of the second] */
  second: Float32Array;
}

/** A search, in shared memory. A place is the number of a vector in the order of the blocks. */
export interface NeighbourTask {
  set: VectorSet;
  rows: GraphRows;
  /** 1 for each point whose edges have changed. */
  touched: Uint8Array;
  /** Row in the set of the vector at each place; those whose neighbours are sought come first. */
  rowAt: Uint32Array;
  sought: number;
  /** Next pair of blocks, then a lock of each block. */
  control: Int32Array;
}

/** @param isSought is the row of the graph of a point to be filled? Others only take in what is sought */
export function neighbourTask(
  set: VectorSet,
  rows: GraphRows,
  isSought: (point: number) => boolean,
): NeighbourTask {
  const rowAt = new Uint32Array(new SharedArrayBuffer(4 * set.size));
  let sought = 0;
  for (let row = 0; row < set.size; row++) if (isSought(uint32At(set.points, row))) rowAt[sought++] = row;
  let place = sought;
  for (let row = 0; row < set.size; row++) if (!isSought(uint32At(set.points, row))) rowAt[place++] = row;
  const blocks = Math.ceil(set.size / blockSize);
  return {
    set,
    rows,
    touched: new Uint8Array(new SharedArrayBuffer(rows.size)),
    rowAt,
    sought,
    control: new Int32Array(new SharedArrayBuffer(4 * (blocks + 1))),
  };
}

/** Searches on this thread, without blocks: for so few pairs that starting threads would take longer. */
export function searchHere(task: NeighbourTask): void {
  const { set, rowAt, sought } = task;
  const search = new NeighbourSearch(task);
  const asked = Float64Array.from({ length: set.size }, (_, row) => search.askedOf(row));
  const offer = (row: number, other: number, bound: number): void => {
    if (bound >= float64At(asked, row) && search.put(row, other)) asked[row] = search.askedOf(row);
  };
  for (let place = 0; place < sought; place++) {
    for (let later = place + 1; later < set.size; later++) {
      const [row, other] = [uint32At(rowAt, place), uint32At(rowAt, later)];
      const bound = set.bound(row, other);
      offer(row, other, bound);
      offer(other, row, bound);
    }
  }
}

/** One thread's part in a search. */
export class NeighbourSearch {
  readonly #task: NeighbourTask;
  readonly #blocks: number;
  readonly #soughtBlocks: number;
  readonly #locks: Int32Array;
  #first = 0;
  #second = 0;

  constructor(task: NeighbourTask) {
    this.#task = task;
    this.#blocks = Math.ceil(task.set.size / blockSize);
    this.#soughtBlocks = Math.ceil(task.sought / blockSize);
    this.#locks = task.control.subarray(1);
  }

  /** Number of floats of a vector in a block. */
  get width(): number {
    return this.#task.set.width;
  }

  /**
   * Takes the next pair of blocks. Each block whose neighbours are sought meets each such block once, and
   * then all others.
   * @param first receives the vectors of a block, [blockSize, width]; unused rows keep what they had
   * @returns false if there is none left
   */
  next(first: Float32Array, second: Float32Array): boolean {
    const sought = this.#soughtBlocks;
    const pair = Atomics.add(this.#task.control, 0, 1);
    const among = (sought * (sought + 1)) / 2;
    if (pair >= among + sought * (this.#blocks - sought)) return false;
    this.#first = pair < among ? pair % sought : (pair - among) % sought;
    const step = Math.floor((pair < among ? pair : pair - among) / sought);
    this.#second = pair < among ? (this.#first + step) % sought : sought + step;
    this.#load(this.#first, first);
    this.#load(this.#second, second);
    return true;
  }

  /** Takes in the products of the pair of blocks that came last. */
  take(maxima: BlockMaxima): void {
    this.#offer(this.#first, this.#second, maxima.first, groups, 1);
    if (this.#first !== this.#second) this.#offer(this.#second, this.#first, maxima.second, 1, blockSize);
  }

  #load(block: number, into: Float32Array): void {
    const { set, rowAt } = this.#task;
    const start = block * blockSize;
    const end = Math.min(set.size, start + blockSize);
    for (let place = start; place < end; place++) {
      const row = uint32At(rowAt, place) * set.width;
      into.set(set.coordinates.subarray(row, row + set.width), (place - start) * set.width);
    }
  }

  /** Offers the points of one block to the rows of another. */
  #offer(to: number, from: number, maxima: Float32Array, pointStep: number, groupStep: number): void {
    const { rowAt, set } = this.#task;
    const start = to * blockSize;
    const end = Math.min(set.size, start + blockSize);
    this.#lock(to);
    for (let place = start; place < end; place++) {
      const row = uint32At(rowAt, place);
      let asked = this.askedOf(row);
      let at = (place - start) * pointStep;
      for (let group = 0; group < groups; group++, at += groupStep) {
        if (float32At(maxima, at) >= asked)
          asked = this.#lookInto(row, from * blockSize + group * groupSize, asked);
      }
    }
    this.#unlock(to);
  }

  /** @returns the product asked of a neighbour of the row from now on */
  #lookInto(row: number, start: number, asked: number): number {
    const { rowAt, set } = this.#task;
    const end = Math.min(set.size, start + groupSize);
    for (let place = start; place < end; place++) {
      const other = uint32At(rowAt, place);
      if (other === row || set.bound(row, other) < asked) continue;
      if (this.put(row, other)) asked = this.askedOf(row);
    }
    return asked;
  }

  /** Least product that a vector must have with that of a row to be one of its neighbours. */
  askedOf(row: number): number {
    const { rows, set } = this.#task;
    const farthest = float32At(rows.distances, (uint32At(set.points, row) + 1) * neighboursKept - 1);
    return farthest === Infinity ? -Infinity : set.leastSquare - (farthest * farthest) / 2 - slack;
  }

  /**
   * Makes a vector a neighbour of another, if it is near enough.
   * @returns true if it has become one
   */
  put(row: number, neighbour: number): boolean {
    const { touched, rows, set } = this.#task;
    if (set.guests[neighbour]) return false;
    const [point, other] = [uint32At(set.points, row), uint32At(set.points, neighbour)];
    const lost = insertNeighbour(rows, point, other, set.distance(row, neighbour));
    if (lost === undefined) return false;
    touched[point] = 1;
    touched[other] = 1;
    if (lost !== nobody) touched[lost] = 1;
    return true;
  }

  #lock(block: number): void {
    while (Atomics.compareExchange(this.#locks, block, 0, 1) !== 0) Atomics.wait(this.#locks, block, 1);
  }

  #unlock(block: number): void {
    Atomics.store(this.#locks, block, 0);
    Atomics.notify(this.#locks, block);
  }
}

/**
 * Puts a point in its place in a row, which is ordered by distance and then by number.
 * @returns the point that has lost its place, {@link nobody} if one was free; undefined if the point is no
 * neighbour or is there
 */
export function insertNeighbour(
  { neighbours, distances }: GraphRows,
  point: number,
  other: number,
  distance: number,
): number | undefined {
  const start = point * neighboursKept;
  let at = start + neighboursKept;
  while (
    at > start &&
    (distance < float32At(distances, at - 1) ||
      (distance === distances[at - 1] && other < uint32At(neighbours, at - 1)))
  ) {
    at--;
  }
  const end = start + neighboursKept;
  if (at === end || (at > start && neighbours[at - 1] === other)) return undefined;
  const lost = neighbours[end - 1];
  neighbours.copyWithin(at + 1, at, end - 1);
  distances.copyWithin(at + 1, at, end - 1);
  neighbours[at] = other;
  distances[at] = distance;
  return lost;
}
