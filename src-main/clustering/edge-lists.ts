/**
 * What clusters have edges to, and the sums of likeness. A list is a chain of pieces, so that two are put together in
 * a moment; it is gathered into the first of them when it is read.
 */
export class EdgeLists {
  /** What was gathered last. */
  readonly ends: Int32Array;
  readonly sums: Float64Array;
  #count = 0;
  /** Sum to each end while a list is gathered, 0 for all otherwise. */
  readonly #sumTo: Float64Array;
  /** All pieces, one behind the other. */
  readonly #allEnds: Int32Array;
  readonly #allSums: Float64Array;
  #used = 0;
  /** Pieces have the number of the cluster whose list they were first. */
  readonly #start: Int32Array;
  readonly #length: Int32Array;
  readonly #next: Int32Array;
  readonly #last: Int32Array;
  readonly #degree: Int32Array;

  /**
   * Memory that is never written is never taken, so that these may be generous.
   * @param clusters more than any number of one
   * @param edges more than will be added
   */
  constructor(clusters: number, edges: number) {
    this.ends = new Int32Array(clusters);
    this.sums = new Float64Array(clusters);
    this.#sumTo = new Float64Array(clusters);
    this.#allEnds = new Int32Array(edges);
    this.#allSums = new Float64Array(edges);
    this.#start = new Int32Array(clusters);
    this.#length = new Int32Array(clusters);
    this.#next = new Int32Array(clusters);
    this.#last = new Int32Array(clusters);
    this.#degree = new Int32Array(clusters);
  }

  /** Length of a list; an end may have been counted several times since it was gathered. */
  degreeOf(cluster: number): number {
    return this.#degree[cluster];
  }

  /** Adds to the list that {@link begin} is to make. */
  add(end: number, sum: number): void {
    if (this.#sumTo[end] === 0) this.ends[this.#count++] = end;
    this.#sumTo[end] += sum;
  }

  /**
   * Makes the list of a cluster that has none, of what was added.
   * @returns how many ends there are, which are gathered
   */
  begin(cluster: number): number {
    this.#start[cluster] = this.#used;
    this.#length[cluster] = this.#count;
    this.#used += this.#count;
    this.#next[cluster] = none;
    this.#last[cluster] = cluster;
    return this.#store(cluster);
  }

  /** Puts the list of one cluster behind that of another. */
  join(into: number, from: number): void {
    this.#next[this.#last[into]] = from;
    this.#last[into] = this.#last[from];
    this.#degree[into] += this.#degree[from];
  }

  /**
   * Adds up what has the same end by now.
   * @param clusterOf of an end; edges to the cluster itself are dropped
   * @returns how many ends there are
   */
  gather(cluster: number, clusterOf: (end: number) => number): number {
    const ends = this.#allEnds;
    const sums = this.#allSums;
    for (let piece = cluster; piece !== none; piece = this.#next[piece]) {
      const stop = this.#start[piece] + this.#length[piece];
      for (let at = this.#start[piece]; at < stop; at++) {
        const end = clusterOf(ends[at]);
        if (end !== cluster) this.add(end, sums[at]);
      }
    }
    return this.#store(cluster);
  }

  /** Writes what was added over the pieces of a list. There is room: it came from there. */
  #store(cluster: number): number {
    const count = this.#count;
    for (let piece = cluster, k = 0; ; piece = this.#next[piece]) {
      const start = this.#start[piece];
      const length = Math.min(this.#length[piece], count - k);
      for (let at = start; at < start + length; at++, k++) {
        const end = this.ends[k];
        this.#allEnds[at] = end;
        this.#allSums[at] = this.sums[k] = this.#sumTo[end];
        this.#sumTo[end] = 0;
      }
      this.#length[piece] = length;
      if (k < count) continue;
      this.#next[piece] = none;
      this.#last[cluster] = piece;
      break;
    }
    this.#degree[cluster] = count;
    this.#count = 0;
    return count;
  }
}

const none = -1;
