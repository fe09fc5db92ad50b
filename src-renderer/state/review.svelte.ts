import type { ReviewPage, ReviewQuestion } from '../../src-main/contract/insights.ts';
import { edits } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Answers after which the user is asked whether that is enough: the most telling questions come first. */
const round = 10;
/** Questions asked for beyond those skipped, and the most there can be. */
const ahead = 3;
const most = 100;

/** Questions whether two groups are one person, one at a time. */
class Review {
  /** Null until known. */
  page = $state.raw<ReviewPage | null>(null);
  busy = $state(false);
  /** Answers since the user came or last went on. */
  answered = $state(0);
  #skipped = $state.raw<ReadonlySet<string>>(new Set());
  #latest = new Latest();

  readonly #open = $derived(this.page?.questions.filter((one) => !this.#skipped.has(keyOf(one))) ?? []);
  readonly question = $derived<ReviewQuestion | null>(this.#open[0] ?? null);
  /** The one after it, whose faces can be fetched already. */
  readonly following = $derived<ReviewQuestion | null>(this.#open[1] ?? null);
  readonly skipped = $derived(
    this.page?.questions.filter((one) => this.#skipped.has(keyOf(one))).length ?? 0,
  );
  readonly isRoundOver = $derived(this.answered >= round);
  readonly left = $derived((this.page?.remaining ?? 0) - this.skipped);

  /** Asks anew: every answer ranks the other questions otherwise. */
  async load(): Promise<void> {
    const limit = Math.min(most, this.#skipped.size + ahead);
    try {
      const page = await this.#latest.run((signal) =>
        api.call('review.next', { distance: people.distance, limit }, { signal }),
      );
      if (page) this.page = page;
    } catch (error) {
      toasts.fail(error);
    }
  }

  async answer(same: boolean): Promise<void> {
    const { question } = this;
    if (!question || this.busy) return;
    this.busy = true;
    const { a, b } = question;
    try {
      await edits.make(() =>
        api.call('review.answer', { a: a.id, b: b.id, same, distance: people.distance }),
      );
      this.answered++;
    } catch (error) {
      toasts.fail(error);
    }
    await this.load();
    this.busy = false;
  }

  /** Begins another round. */
  goOn(): void {
    this.answered = 0;
  }

  async skip(): Promise<void> {
    const { question } = this;
    if (!question || this.busy) return;
    this.#skipped = new Set([...this.#skipped, keyOf(question)]);
    await this.load();
  }

  /** Asks those again that were skipped. */
  async again(): Promise<void> {
    this.#skipped = new Set();
    await this.load();
  }

  async undo(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await edits.undo();
    this.answered = Math.max(0, this.answered - 1);
    await this.load();
    this.busy = false;
  }
}

const keyOf = ({ a, b }: ReviewQuestion): string => [a.id, b.id].sort().join(' ');

export const review = new Review();
