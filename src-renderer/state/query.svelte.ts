import { tick, untrack } from 'svelte';
import type { Changed, ChangedPart } from '../../src-main/contract/edits.ts';
import { Latest } from './latest.ts';
import { toasts } from './toasts.svelte.ts';

/** Cause for which an answer is out of date: an edit of this page, or news from elsewhere. */
export type Staleness = 'edit' | 'news';

export interface QueryOptions<Key, Answer> {
  /** Calls the engine. */
  ask: (key: Key, signal: AbortSignal) => Promise<Answer>;
  /** Parts of the library that the answer shows: an edit of others leaves it up to date. */
  parts: readonly ChangedPart[];
  /** Narrows `parts`: says whether an edit of them concerns the answer. */
  concerns?: (changed: Changed) => boolean;
  /** Takes a failure; by default it is shown. */
  failed?: (error: unknown) => void;
}

/** All queries of the page; edits and news put them out of date. */
const queries: Pick<Query<never, unknown>, 'expire' | 'pending'>[] = [];

/**
 * A question to the engine: its key (the parameters that vary), the newest answer, and whether that is out of date.
 * Only the newest of several calls takes effect, and a view that is not shown asks nothing.
 */
export class Query<Key, Answer> {
  /** Null until there is one; the last one stays while the next is on its way. */
  answer = $state.raw<Answer | null>(null);
  /** Null while the answer is up to date. */
  stale = $state<Staleness | null>('news');
  /** The call under way; null while there is none. */
  pending: Promise<void> | null = null;
  readonly #options: QueryOptions<Key, Answer>;
  readonly #latest = new Latest();
  /** Key asked for last, as text; null after a failure. */
  #asked: string | null = null;
  /** Counts up with every call: an answer grows only while it is the newest. */
  #calls = 0;
  #growing = false;

  constructor(options: QueryOptions<Key, Answer>) {
    this.#options = options;
    queries.push(this);
  }

  /** Asks anew. Resolves once the answer, or that of a newer call, is there. Never rejects. */
  load(key: Key): Promise<void> {
    this.#asked = JSON.stringify(key);
    this.stale = null;
    const call = ++this.#calls;
    const pending = this.#take(key, call).finally(() => {
      if (this.pending === pending) this.pending = null;
    });
    this.pending = pending;
    return pending;
  }

  /** Asks unless the answer is up to date, or on its way. */
  need(key: Key): Promise<void> {
    if (this.stale === null && this.#asked === JSON.stringify(key)) return this.pending ?? Promise.resolve();
    return this.load(key);
  }

  /** For an effect of a view: asks now, and whenever the key is another or the answer is out of date. */
  follow(key: Key): void {
    void this.stale;
    untrack(() => void this.need(key));
  }

  /**
   * Lets the answer grow step by step, until a step gives null or the answer is asked for anew. Does nothing while a
   * call or another growth is under way.
   */
  async grow(step: (answer: Answer) => Promise<Answer | null>): Promise<void> {
    if (this.#growing || this.pending) return;
    this.#growing = true;
    const calls = this.#calls;
    try {
      while (this.answer !== null) {
        const grown = await step(this.answer);
        if (grown === null || calls !== this.#calls) return;
        this.answer = grown;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#growing = false;
    }
  }

  /** Forgets the answer. A call under way takes no effect. */
  clear(): void {
    this.#calls++;
    this.#asked = null;
    this.answer = null;
  }

  /** Puts the answer out of date, where it concerns what has changed; null for everything. */
  expire(changed: Changed | null): void {
    if (changed === null) this.stale = 'news';
    else if (this.#concerns(changed)) this.stale = 'edit';
  }

  #concerns(changed: Changed): boolean {
    const { parts, concerns } = this.#options;
    return parts.some((part) => changed.parts.includes(part)) && (concerns?.(changed) ?? true);
  }

  async #take(key: Key, call: number): Promise<void> {
    try {
      const answer = await this.#latest.run((signal) => this.#options.ask(key, signal));
      if (answer !== undefined && call === this.#calls) this.answer = answer;
    } catch (error) {
      if (call !== this.#calls) return;
      this.#asked = null;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#options.failed) this.#options.failed(error);
    else toasts.fail(error);
  }
}

/** Puts the answers out of date that concern what has changed; null for all of them. */
export function expireQueries(changed: Changed | null): void {
  for (const query of queries) query.expire(changed);
}

/** Has the views that are shown ask again for what is out of date, and waits for the answers. */
export async function queriesAnswered(): Promise<void> {
  await tick();
  await Promise.all(queries.map(async ({ pending }) => pending));
}
