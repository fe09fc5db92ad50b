/** Duration of a piece of work, in milliseconds. */
export interface Took {
  /** Wall-clock time. */
  wall: number;
  /** CPU time of all threads of this process, user and system. */
  cpu: number;
  /** Wall-clock time within networks. */
  network: number;
}

/** Adds up durations by name. Pieces of work must not overlap, since CPU time is the whole process's. */
export class Stopwatch<Name extends string> {
  readonly #totals = new Map<Name, Took>();
  #network = 0;

  async time<T>(name: Name, work: () => T | Promise<T>): Promise<T> {
    const networkBefore = this.#network;
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const result = await work();
    const wall = performance.now() - before;
    const { user, system } = process.cpuUsage(cpuBefore);
    const total = this.totalOf(name);
    this.#totals.set(name, {
      wall: total.wall + wall,
      cpu: total.cpu + (user + system) / 1000,
      network: total.network + this.#network - networkBefore,
    });
    return result;
  }

  /** Counts a part of the current piece, in milliseconds, as time within a network. */
  noteNetwork(milliseconds: number): void {
    this.#network += milliseconds;
  }

  /** Total of a name; zeros for work that was never timed. */
  totalOf(name: Name): Took {
    return this.#totals.get(name) ?? { wall: 0, cpu: 0, network: 0 };
  }
}
