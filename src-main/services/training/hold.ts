import { required } from '../../common/elements.ts';

/** Pauses work while at least one reason asks for it. */
export class Hold {
  readonly #reasons = new Set<string>();
  #listener: (isHeld: boolean) => void = () => {};
  #free = Promise.withResolvers<void>();
  #since: number | null = null;
  #held = 0;

  /**
   * @param listener called whenever a pause begins or ends
   */
  listen(listener: (isHeld: boolean) => void): void {
    this.#listener = listener;
  }

  get isHeld(): boolean {
    return this.#reasons.size > 0;
  }

  /** Total time paused, in milliseconds. */
  get milliseconds(): number {
    return this.#held + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  set(reason: string, isHeld: boolean): void {
    const before = this.isHeld;
    if (isHeld) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (this.isHeld === before) return;
    if (this.isHeld) this.#since = performance.now();
    else this.#letGo();
    this.#listener(this.isHeld);
  }

  /** Drops all reasons. */
  release(): void {
    for (const reason of [...this.#reasons]) this.set(reason, false);
  }

  /** Resolves when no reason remains. */
  async gate(): Promise<void> {
    while (this.isHeld) await this.#free.promise;
  }

  #letGo(): void {
    this.#held += performance.now() - required(this.#since);
    this.#since = null;
    this.#free.resolve();
    this.#free = Promise.withResolvers();
  }
}
