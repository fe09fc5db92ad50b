import { numberAt } from '../../common/typed-arrays.ts';

/** Window of the rate in seconds: long enough to be steady, short enough to follow. */
const span = 10;

/** Events a second over a sliding window; pauses do not count. */
export class Rate {
  #times: number[] = [];

  /**
   * @param seconds working time so far
   */
  note(seconds: number): void {
    this.#times.push(seconds);
    while (this.#times.length > 2 && numberAt(this.#times, 0) < seconds - span) this.#times.shift();
  }

  /** The rate; 0 until two events are noted. */
  get perSecond(): number {
    if (this.#times.length < 2) return 0;
    const elapsed = numberAt(this.#times, this.#times.length - 1) - numberAt(this.#times, 0);
    return elapsed > 0 ? (this.#times.length - 1) / elapsed : 0;
  }
}
