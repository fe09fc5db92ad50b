import type { Changed } from '../../src-main/contract/edits.ts';
import { expireQueries, queriesAnswered } from './query.svelte.ts';

/** Milliseconds over which news is gathered before the views ask again. */
const gather = 300;

/** Follows the state of the library: from answers to this page's edits, and from events for everything else. */
export class Changes {
  /** Revision of the library that the page shows, and the newest one that it heard of. */
  #known = 0;
  #heard = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners: ((changed: Changed | null) => void)[] = [];

  /** Calls back with each change of the library; null where it is not known what changed. */
  listen(listener: (changed: Changed | null) => void): void {
    this.#listeners.push(listener);
  }

  /** Shows the library as it is now, whatever was known of it. */
  begin(revision: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#known = this.#heard = revision;
    this.#spread(null);
    return queriesAnswered();
  }

  /** Takes over what an edit of this page changed, and waits until the views show it. */
  async take(changed: Changed | null): Promise<void> {
    if (changed === null) return;
    const isNext = changed.revision <= this.#known + 1;
    this.#known = Math.max(this.#known, changed.revision);
    // Something else has changed in between.
    if (!isNext) this.#spread(null);
    this.#spread(changed);
    await queriesAnswered();
  }

  /** Takes an event of the engine. An edit of this page, whose answer has told what changed, is no news. */
  hear(revision: number): void {
    this.#heard = Math.max(this.#heard, revision);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#heard <= this.#known) return;
      this.#known = this.#heard;
      this.#spread(null);
    }, gather);
  }

  #spread(changed: Changed | null): void {
    expireQueries(changed);
    for (const listener of this.#listeners) listener(changed);
  }
}

export const changes = new Changes();
