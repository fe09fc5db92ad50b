/** Id of an option in the list of a combobox, for `aria-activedescendant`. */
export const optionId = (list: string, index: number): string => `${list}-${index}`;

/** The chosen option of a combobox, by its index; -1 for none. */
export class OptionChoice {
  readonly #count: () => number;
  readonly #start: () => number;
  /** Index set by the arrow keys; null before the first one. */
  #moved = $state<number | null>(null);

  /**
   * @param count number of options
   * @param start index that is chosen before an arrow key
   */
  constructor(count: () => number, start: () => number = () => -1) {
    this.#count = count;
    this.#start = start;
  }

  get index(): number {
    return Math.min(this.#moved ?? this.#start(), this.#count() - 1);
  }

  /** Moves the choice by an arrow key, from either end to the other. Returns false for another key or no options. */
  moveBy(key: string): boolean {
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    const count = this.#count();
    if (step === 0 || count === 0) return false;
    const from = this.index < 0 && step < 0 ? count : this.index;
    this.#moved = (from + step + count) % count;
    return true;
  }

  /** Discards the moves. */
  reset(): void {
    this.#moved = null;
  }
}
