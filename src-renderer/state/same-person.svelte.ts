/** Subject of the question: the person to get this name, the people to merge, or all who get proposed names. */
export type SamePersonQuestion = { name: string } | 'merging' | 'names';

/** The same person; somebody else; or what was asked for is not to be done. */
type SamePersonAnswer = 'same' | 'other' | 'cancel';

/** Asking whether somebody is in a photo twice. */
class SamePerson {
  /** Null while nothing is asked. */
  question = $state<SamePersonQuestion | null>(null);
  #answer: (answer: SamePersonAnswer) => void = () => {};

  ask(question: SamePersonQuestion): Promise<SamePersonAnswer> {
    this.answer('cancel');
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(answer: SamePersonAnswer): void {
    this.question = null;
    this.#answer(answer);
  }
}

export const samePerson = new SamePerson();
