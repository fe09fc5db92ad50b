import { people } from './people.svelte.ts';

/** A question whose answer is somebody's name. */
export interface Question {
  title: string;
  /** A name that is no answer: that of whom is asked about. */
  except: string | null;
  /** What choosing a name does, in words. */
  words: (name: string) => string;
  /** What to say where nobody has a name. */
  none?: string;
  /** Whether a name that nobody has yet is an answer. */
  newNames?: boolean;
  /** Whether somebody new without a name is one: the empty answer. */
  nameless?: boolean;
}

/** Asking for a person by name, in a dialog over whatever else there is. */
class Picking {
  question = $state.raw<Question | null>(null);
  #answer: (name: string | null) => void = () => {};

  /** Resolves with a name, empty for somebody new without one, null where the user left the dialog. */
  ask(question: Question): Promise<string | null> {
    this.answer(null);
    this.question = question;
    void people.loadNames();
    if (people.groups === null) void people.refresh();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(name: string | null): void {
    this.question = null;
    this.#answer(name);
  }
}

export const picking = new Picking();
