import type { ReviewPage, ReviewQuestion, ReviewSide } from '../../src-main/contract/insights.ts';
import { edits } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Suggestions shown at a time; the rest comes as these are answered. */
const atOnce = 12;

/** Groups that may be one person, the most likely first. */
class Suggestions {
  readonly query = new Query<{ id: string; distance: number; limit: number }, ReviewPage>({
    parts: ['people', 'grouping'],
    ask: (key, signal) => api.call('review.next', key, { signal }),
    // The page of the person tells that there is none.
    failed: () => this.query.clear(),
  });
  busy = $state(false);
  /** Whose suggestions these are. */
  #of = $state('');
  readonly questions = $derived(this.query.answer?.questions ?? []);
  /** The groups, each without the person whom it may be. */
  readonly others = $derived(this.questions.map((question) => ({ question, other: this.#other(question) })));
  readonly total = $derived(this.query.answer?.remaining ?? 0);

  /** For an effect of the view. */
  follow(id: string): void {
    if (this.#of !== id) this.query.clear();
    this.#of = id;
    this.query.follow({ id, distance: people.distance, limit: atOnce });
  }

  /** @param adopt takes over the id that the person has from now on */
  async answer({ a, b }: ReviewQuestion, same: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const answer = { a: a.id, b: b.id, same, distance: people.distance };
      await edits.make(() => api.call('review.answer', answer));
    } catch (error) {
      toasts.fail(error);
      this.query.expire(null);
    }
    this.busy = false;
  }

  #other({ a, b }: ReviewQuestion): ReviewSide {
    return a.id === this.#of ? b : a;
  }
}

export const suggestions = new Suggestions();
