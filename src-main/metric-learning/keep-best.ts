/** The weights that scored best on validation faces. */
export interface Best<W> {
  /** Steps made before the weights were copied. */
  step: number;
  /** Score of the weights; greater is better. */
  score: number;
  weights: W;
}

/**
 * Keeps the weights that score best, and tells when there is no hope of better ones. The weights that training began
 * with take part: a run that only made things worse ends where it began.
 */
export class KeepBest<W> {
  readonly #patience: number;
  #best: Best<W> | null = null;
  #withoutGain = 0;

  /** @param patience scores in a row without a better one that exhaust the run */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /**
   * The best weights; the last of equals, which has seen most, but the initial weights before all. Null
   * before the first score.
   */
  get best(): Best<W> | null {
    return this.#best;
  }

  /** True where `patience` scores in a row were no better. */
  get exhausted(): boolean {
    return this.#withoutGain >= this.#patience;
  }

  /** @param weights called where this is the best score; must hand over a copy */
  async observe(step: number, score: number, weights: () => Promise<W>): Promise<void> {
    const before = this.#best;
    const isBetter = before === null || score > before.score;
    this.#withoutGain = isBetter ? 0 : this.#withoutGain + 1;
    if (!isBetter && !(score === before.score && before.step > 0)) return;
    this.#best = { step, score, weights: await weights() };
  }
}
