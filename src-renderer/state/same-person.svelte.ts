/** Asking whether somebody is in a photo twice. */
class SamePerson {
  /** Whom it is asked of; null while nothing is. */
  name = $state<string | null>(null);
  #answer: (isSame: boolean) => void = () => {};

  /** Resolves with whether it is the same person. */
  ask(name: string): Promise<boolean> {
    this.answer(false);
    this.name = name;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(isSame: boolean): void {
    this.name = null;
    this.#answer(isSame);
  }
}

export const samePerson = new SamePerson();
