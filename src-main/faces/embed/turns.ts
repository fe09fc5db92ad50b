import { setImmediate as nextRound } from 'node:timers/promises';

interface Waiting {
  urgency(): number;
  begin(): Promise<void>;
}

/**
 * Limits the number of tasks that run at once. The next task is chosen late, after a place has become free
 * and pending events are handled: the most urgent one, and of equals the oldest.
 */
export class Turns {
  readonly #places: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #choosing = false;

  /** @param places number of tasks that run at once, at least 1 */
  constructor(places = 1) {
    this.#places = places;
  }

  /**
   * Runs the task in its turn.
   * @param urgency evaluated at each choice; the largest goes first
   */
  take<T>(work: () => Promise<T>, urgency: () => number = () => 0): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ urgency, begin: () => work().then(resolve, reject) });
      void this.#choose();
    });
  }

  async #choose(): Promise<void> {
    if (this.#choosing) return;
    this.#choosing = true;
    while (this.#waiting.length > 0 && this.#running < this.#places) {
      await nextRound();
      const chosen = this.#waiting.reduce((best, other) => (other.urgency() > best.urgency() ? other : best));
      this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
      this.#running++;
      void chosen.begin().finally(() => {
        this.#running--;
        void this.#choose();
      });
    }
    this.#choosing = false;
  }
}
