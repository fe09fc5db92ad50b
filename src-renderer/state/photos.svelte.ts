import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { PhotoMonth, PhotoSummary } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Query } from './query.svelte.ts';

/** Photos a page; a whole number of rows at every usual number of columns. */
const pageSize = 240;

/** A page of the list by its number, and how many photos there are in all. */
type PageQuery = Query<number, { photos: PhotoSummary[]; total: number }>;

/** The library's photos, newest first, fetched page by page as they come into view. */
class Photos {
  /** Null until the first page has arrived. */
  total = $state<number | null>(null);
  /** Months of all photos; null until known. */
  readonly months = new Query<null, PhotoMonth[]>({
    parts: ['photos'],
    ask: async (_key, signal) => (await api.call('photos.months', { stacks: true }, { signal })).months,
  });
  #pages = new SvelteMap<number, PageQuery>();

  /** The photo at a place in the list; undefined where its page is not there yet. */
  at(index: number): PhotoSummary | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.answer?.photos[index % pageSize];
  }

  /** For an effect of the view: fetches what is missing or out of date of a range, `to` excluded. */
  follow(from: number, to: number): void {
    for (const page of pagesOf(from, to)) this.#page(page).follow(page);
  }

  /** Fetches what is missing of a range, `to` excluded. */
  async ensure(from: number, to: number): Promise<void> {
    await Promise.all(pagesOf(from, to).map((page) => this.#page(page).need(page)));
  }

  /** Place of a photo in the list, pages being fetched until it is found; -1 where it is not in it. */
  async indexOf(id: number): Promise<number> {
    for (let page = 0; page === 0 || page * pageSize < (this.total ?? 0); page++) {
      await this.#page(page).need(page);
      const index = this.#page(page).answer?.photos.findIndex((photo) => photo.id === id) ?? -1;
      if (index >= 0) return page * pageSize + index;
    }
    return -1;
  }

  #page(page: number): PageQuery {
    const known = untrack(() => this.#pages.get(page));
    if (known) return known;
    const added: PageQuery = new Query({
      parts: ['photos'],
      ask: async (number, signal) => {
        const range = { offset: number * pageSize, limit: pageSize, stacks: true };
        const answer = await api.call('photos.list', range, { signal });
        this.total = answer.total;
        return answer;
      },
    });
    untrack(() => this.#pages.set(page, added));
    return added;
  }
}

function pagesOf(from: number, to: number): number[] {
  const [first, last] = [Math.floor(from / pageSize), Math.floor(Math.max(from, to - 1) / pageSize)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

export const photos = new Photos();
