/** Span in seconds over which a rate is taken: long enough to be calm, short enough to follow. */
const span = 10;

/** Events a second over the last seconds. Time that is not spent working does not count. */
export class Rate {
  #times: number[] = [];

  /** @param seconds working time so far */
  note(seconds: number): void {
    this.#times.push(seconds);
    while (this.#times.length > 2 && this.#times[0] < seconds - span) this.#times.shift();
  }

  /** 0 until two events have been noted. */
  get perSecond(): number {
    if (this.#times.length < 2) return 0;
    const elapsed = this.#times[this.#times.length - 1] - this.#times[0];
    return elapsed > 0 ? (this.#times.length - 1) / elapsed : 0;
  }
}
