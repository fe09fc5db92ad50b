import { SvelteMap } from 'svelte/reactivity';
import type { PhotoSummary } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Photos a page; a whole number of rows at every usual number of columns. */
const pageSize = 240;

/** The library's photos, newest first, fetched page by page as they come into view. */
class Photos {
  /** Null until the first page has arrived. */
  total = $state<number | null>(null);
  #pages = new SvelteMap<number, readonly PhotoSummary[]>();
  #asked = new Map<number, Promise<void>>();

  /** The photo at a place in the list; undefined where its page is not there yet. */
  at(index: number): PhotoSummary | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Fetches what is missing of a range, `to` excluded. */
  async ensure(from: number, to: number): Promise<void> {
    const last = Math.floor(Math.max(from, to - 1) / pageSize);
    const pages = [];
    for (let page = Math.floor(from / pageSize); page <= last; page++) pages.push(this.#page(page));
    await Promise.all(pages);
  }

  /** Place of a photo in the list, pages being fetched until it is found; -1 where it is not in it. */
  async indexOf(id: number): Promise<number> {
    for (let page = 0; page === 0 || page * pageSize < (this.total ?? 0); page++) {
      await this.#page(page);
      const index = this.#pages.get(page)?.findIndex((photo) => photo.id === id) ?? -1;
      if (index >= 0) return page * pageSize + index;
    }
    return -1;
  }

  /** Fetches again whatever is looked at next. What is shown stays until then. */
  invalidate(): void {
    this.#asked.clear();
  }

  #page(page: number): Promise<void> {
    const asked = this.#asked.get(page) ?? this.#fetch(page);
    this.#asked.set(page, asked);
    return asked;
  }

  async #fetch(page: number): Promise<void> {
    try {
      const range = { offset: page * pageSize, limit: pageSize };
      const { photos, total } = await api.call('photos.list', range);
      this.#pages.set(page, photos);
      this.total = total;
    } catch (error) {
      this.#asked.delete(page);
      toasts.fail(error);
    }
  }
}

export const photos = new Photos();
