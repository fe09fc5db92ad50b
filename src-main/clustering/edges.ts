import type { Region } from './region.ts';

/** What a cluster has edges to, perhaps several to one end, and the sums of likeness. */
export interface Edges {
  ends: number[];
  sums: number[];
}

/**
 * Adds up edges with the same end, in place.
 * @param sumTo scratch, 0 for all; afterwards the sums, to be put back to 0
 * @param endOf the end as it is now; -1 for an edge that is none any more
 * @returns how many are left
 */
export function gather(
  ends: number[],
  sums: number[],
  sumTo: Float64Array,
  endOf: (end: number) => number,
): number {
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
export function joinedEdges(a: Edges, b: Edges): Edges {
  const [into, from] = a.ends.length < b.ends.length ? [b, a] : [a, b];
  for (let k = 0; k < from.ends.length; k++) {
    into.ends.push(from.ends[k]);
    into.sums.push(from.sums[k]);
  }
  return into;
}

/** Edges between points, each told once. */
export class EdgeList {
  #count = 0;
  #a = new Uint32Array(1 << 12);
  #b = new Uint32Array(1 << 12);
  #sums = new Float64Array(1 << 12);

  add(a: number, b: number, sum: number): void {
    if (this.#count === this.#sums.length) {
      [this.#a, this.#b] = [grown(this.#a), grown(this.#b)];
      this.#sums = grown(this.#sums);
    }
    this.#a[this.#count] = a;
    this.#b[this.#count] = b;
    this.#sums[this.#count++] = sum;
  }

  /** Each edge at both its ends. */
  byPoint(points: number): Pick<Region, 'starts' | 'others' | 'sums'> {
    const starts = new Uint32Array(points + 1);
    for (let k = 0; k < this.#count; k++) {
      starts[this.#a[k] + 1]++;
      starts[this.#b[k] + 1]++;
    }
    for (let i = 0; i < points; i++) starts[i + 1] += starts[i];
    const at = starts.slice();
    const others = new Uint32Array(2 * this.#count);
    const sums = new Float64Array(2 * this.#count);
    const put = (from: number, to: number, sum: number): void => {
      others[at[from]] = to;
      sums[at[from]++] = sum;
    };
    for (let k = 0; k < this.#count; k++) {
      put(this.#a[k], this.#b[k], this.#sums[k]);
      put(this.#b[k], this.#a[k], this.#sums[k]);
    }
    return { starts, others, sums };
  }
}

function grown<T extends Uint32Array | Float64Array>(old: T): T {
  const fresh = new (old.constructor as new (length: number) => T)(2 * old.length);
  fresh.set(old);
  return fresh;
}
