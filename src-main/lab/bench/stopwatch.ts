/** What a piece of work took, in milliseconds. */
export interface Took {
  /** By the clock. */
  wall: number;
  /** Of all threads of this process together, in the kernel and outside; work of other processes is not in it. */
  cpu: number;
  /** By the clock, within networks. */
  network: number;
}

/** Adds up what pieces of work took, by name. One piece at a time: CPU time is the whole process's. */
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

  /** Notes a part of the piece under way as time within a network. In milliseconds. */
  noteNetwork(milliseconds: number): void {
    this.#network += milliseconds;
  }

  /** Zeroes for work that was never timed. */
  totalOf(name: Name): Took {
    return this.#totals.get(name) ?? { wall: 0, cpu: 0, network: 0 };
  }
}
