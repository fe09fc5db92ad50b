import type { ReviewPage, ReviewQuestion } from '../../src-main/contract/insights.ts';
import { edits } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Answers after which the user is asked whether that is enough: the most telling questions come first. */
const round = 10;
/** Questions asked for beyond those skipped, and the most there can be. */
const ahead = 3;
const most = 100;

/** Questions whether two groups are one person, one at a time. */
class Review {
  readonly query = new Query<{ distance: number; limit: number }, ReviewPage>({
    parts: ['people', 'grouping'],
    ask: (key, signal) => api.call('review.next', key, { signal }),
  });
  /** Null until known. */
  readonly page = $derived(this.query.answer);
  busy = $state(false);
  /** Answers since the user came or last went on. */
  answered = $state(0);
  #skipped = $state.raw<ReadonlySet<string>>(new Set());

  readonly #open = $derived(this.page?.questions.filter((one) => !this.#skipped.has(keyOf(one))) ?? []);
  readonly question = $derived<ReviewQuestion | null>(this.#open[0] ?? null);
  /** The one after it, whose faces can be fetched already. */
  readonly following = $derived<ReviewQuestion | null>(this.#open[1] ?? null);
  readonly skipped = $derived(
    this.page?.questions.filter((one) => this.#skipped.has(keyOf(one))).length ?? 0,
  );
  readonly isRoundOver = $derived(this.answered >= round);
  readonly left = $derived((this.page?.remaining ?? 0) - this.skipped);

  /** For an effect of the view: asks now, and after every answer, which ranks the other questions otherwise. */
  follow(): void {
    this.query.follow({
      distance: people.distance,
      limit: Math.min(most, this.#skipped.size + ahead),
    });
  }

  async answer(same: boolean): Promise<void> {
    const { question } = this;
    if (!question || this.busy) return;
    this.busy = true;
    const { a, b } = question;
    try {
      const answer = { a: a.id, b: b.id, same, distance: people.distance };
      await edits.make(
        () => api.call('review.answer', answer),
        () => this.answered++,
      );
    } catch (error) {
      toasts.fail(error);
      // One of the two may have become somebody else.
      this.query.expire(null);
    }
    this.busy = false;
  }

  /** Begins another round. */
  goOn(): void {
    this.answered = 0;
  }

  skip(): void {
    const { question } = this;
    if (!question || this.busy) return;
    this.#skipped = new Set([...this.#skipped, keyOf(question)]);
  }

  /** Asks those again that were skipped. */
  again(): void {
    this.#skipped = new Set();
  }

  async undo(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await edits.undo();
    this.answered = Math.max(0, this.answered - 1);
    this.busy = false;
  }
}

const keyOf = ({ a, b }: ReviewQuestion): string => [a.id, b.id].sort().join(' ');

export const review = new Review();
