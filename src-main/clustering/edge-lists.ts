import { addFloat64, addInt32, float64At, int32At } from '../common/typed-arrays.ts';

/**
 * Edge lists of clusters: the other end of each edge and the sum of similarities. A list is a chain of
 * pieces, so that joining two takes constant time; reading gathers it into the first pieces of the chain.
 */
export class EdgeLists {
  /** Result of the last gathering. */
  readonly ends: Int32Array;
  readonly sums: Float64Array;
  #count = 0;
  /** Sum for each end while a list is gathered; otherwise 0. */
  readonly #sumTo: Float64Array;
  /** All pieces, one after the other. */
  readonly #allEnds: Int32Array;
  readonly #allSums: Float64Array;
  #used = 0;
  /** A piece has the number of the cluster that first owned it. */
  readonly #start: Int32Array;
  readonly #length: Int32Array;
  readonly #next: Int32Array;
  readonly #last: Int32Array;
  readonly #degree: Int32Array;

  /**
   * The arrays may be generous: the system allocates memory only when it is written.
   * @param clusters greater than every cluster number
   * @param edges upper limit of the number of edges added
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

  /** Length of a list. Ends that have merged since it was last gathered are counted separately. */
  degreeOf(cluster: number): number {
    return int32At(this.#degree, cluster);
  }

  /** Adds an edge to the list that the next {@link begin} creates. */
  add(end: number, sum: number): void {
    if (this.#sumTo[end] === 0) this.ends[this.#count++] = end;
    addFloat64(this.#sumTo, end, sum);
  }

  /**
   * Creates the list of a cluster from the edges that were added.
   * @returns the number of ends, which are gathered
   */
  begin(cluster: number): number {
    this.#start[cluster] = this.#used;
    this.#length[cluster] = this.#count;
    this.#used += this.#count;
    this.#next[cluster] = none;
    this.#last[cluster] = cluster;
    return this.#store(cluster);
  }

  /** Appends the list of one cluster to that of another. */
  join(into: number, from: number): void {
    this.#next[int32At(this.#last, into)] = from;
    this.#last[into] = int32At(this.#last, from);
    addInt32(this.#degree, into, int32At(this.#degree, from));
  }

  /**
   * Sums the edges whose ends are in the same cluster by now.
   * @param clusterOf cluster of an end; edges within the cluster itself are dropped
   * @returns the number of ends
   */
  gather(cluster: number, clusterOf: (end: number) => number): number {
    const ends = this.#allEnds;
    const sums = this.#allSums;
    for (let piece = cluster; piece !== none; piece = int32At(this.#next, piece)) {
      const stop = int32At(this.#start, piece) + int32At(this.#length, piece);
      for (let at = int32At(this.#start, piece); at < stop; at++) {
        const end = clusterOf(int32At(ends, at));
        if (end !== cluster) this.add(end, float64At(sums, at));
      }
    }
    return this.#store(cluster);
  }

  /** Writes the gathered edges over the pieces of the list they were read from, which are long enough. */
  #store(cluster: number): number {
    const count = this.#count;
    for (let piece = cluster, k = 0; ; piece = int32At(this.#next, piece)) {
      const start = int32At(this.#start, piece);
      const length = Math.min(int32At(this.#length, piece), count - k);
      for (let at = start; at < start + length; at++, k++) {
        const end = int32At(this.ends, k);
        this.#allEnds[at] = end;
        this.#allSums[at] = this.sums[k] = float64At(this.#sumTo, end);
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
