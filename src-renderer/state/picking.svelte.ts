import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** A question whose answer is somebody's name. */
export interface Question {
  title: string;
  /** A name that is no answer: that of whom is asked about. */
  except: string | null;
  /** Text of the button that takes a name. */
  words: (name: string) => string;
  /** Text if nobody has a name. */
  none?: string;
  /** True if a new name is an answer. */
  newNames?: boolean;
  /** True if the empty answer, a new person without a name, is one. */
  nameless?: boolean;
  /** A face of whom it is about: people who look like it come first. */
  face?: number;
  /** True if `face` is shown beside the chosen person for a confirmation. */
  compare?: boolean;
}

/** Faces asked for to find who looks alike. */
const alikeFaces = 100;

/** Asking for a person by name, in a dialog over whatever else there is. */
class Picking {
  question = $state.raw<Question | null>(null);
  /** Names of people who look like the face of the question, the most alike first. */
  likely = $state.raw<readonly string[]>([]);
  #latest = new Latest();
  #answer: (name: string | null) => void = () => {};

  /** Resolves with a name, empty for somebody new without one, null where the user left the dialog. */
  ask(question: Question): Promise<string | null> {
    this.answer(null);
    this.question = question;
    this.likely = [];
    if (question.face !== undefined) void this.#findLikely(question.face);
    void people.loadNames();
    void people.list.need(people.grouping);
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(name: string | null): void {
    this.question = null;
    this.#answer(name);
  }

  async #findLikely(face: number): Promise<void> {
    try {
      const answer = await this.#latest.run((signal) =>
        api.call('faces.similar', { id: face, limit: alikeFaces }, { signal }),
      );
      this.likely = [...new Set(answer?.faces.flatMap(({ name }) => name ?? []))];
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const picking = new Picking();
