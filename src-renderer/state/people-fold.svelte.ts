import type { PeopleAtDistance } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import type { Grouping } from './people.svelte.ts';
import { Query } from './query.svelte.ts';

/** Groups fetched at a time. */
const pageSize = 500;

/** Groups that the list of people leaves out: those below the smallest size, or unclear faces. */
export class PeopleFold {
  readonly which: 'smaller' | 'unclear';
  readonly list = new Query<Grouping, PeopleAtDistance>({
    parts: ['people', 'grouping'],
    ask: (grouping, signal) => this.#fetch(grouping, 0, signal),
  });
  readonly people = $derived(this.list.answer?.people ?? []);
  readonly total = $derived(this.list.answer?.total ?? 0);
  #grouping: Grouping | null = null;

  constructor(which: 'smaller' | 'unclear') {
    this.which = which;
  }

  /** For an effect of the view, while the fold is open. */
  follow(grouping: Grouping): void {
    this.#grouping = grouping;
    this.list.follow(grouping);
  }

  /** Fetches on until the first `to` are there. */
  async ensure(to: number): Promise<void> {
    const grouping = this.#grouping;
    if (grouping === null) return;
    await this.list.grow(async (list) => {
      const { length } = list.people;
      if (Math.min(to, list.total) <= length) return null;
      const more = await this.#fetch(grouping, length);
      return more.people.length === 0 ? null : { ...more, people: [...list.people, ...more.people] };
    });
  }

  #fetch(grouping: Grouping, offset: number, signal?: AbortSignal): Promise<PeopleAtDistance> {
    const page = { ...grouping, which: this.which, offset, limit: pageSize };
    return api.call('people.list', page, signal ? { signal } : {});
  }
}
