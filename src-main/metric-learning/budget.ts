/** Length of a run: a number of steps, or of minutes, of which pauses are no part. */
export type Limit = { steps: number } | { minutes: number };

const msPerMinute = 60_000;

/** Tells how much of a run is over. */
export class Budget {
  readonly #limit: Limit;
  readonly #now: () => number;
  readonly #start: number;
  #paused = 0;

  /** @param now milliseconds from any beginning */
  constructor(limit: Limit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#start = now();
  }

  /**
   * Part of the budget that is used up, 0 to 1.
   * @param steps made
   */
  progress(steps: number): number {
    const used =
      'steps' in this.#limit
        ? steps / this.#limit.steps
        : (this.#now() - this.#start - this.#paused) / (this.#limit.minutes * msPerMinute);
    return used >= 0 && used < 1 ? used : 1;
  }

  /** Waits without using any of it up. */
  async pauseFor(wait: () => Promise<void>): Promise<void> {
    const before = this.#now();
    await wait();
    this.#paused += this.#now() - before;
  }
}
