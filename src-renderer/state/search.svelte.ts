import type { PhotoSummary } from '../../src-main/contract/models.ts';
import type { IdentifiedFace, NamedPerson } from '../../src-main/contract/search.ts';
import { identifyPhoto } from '../drop/identify-photo.ts';
import { api, desktop } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { emptyQuery, parseQuery, queryText } from './search-query.ts';
import type { SearchQuery, SoughtId } from './search-query.ts';
import { toasts } from './toasts.svelte.ts';

/** Photos fetched at a time. */
const pageSize = 240;

/** Somebody in a search, as shown. */
export interface Sought extends SoughtId {
  /** Null where nobody has named them. */
  name: string | null;
}

/** What is looked for, and what was found. The address holds what is looked for. */
class Search {
  query = $state.raw<SearchQuery>(emptyQuery);
  named = $state.raw<readonly NamedPerson[]>([]);
  /** Null until there is an answer to what is looked for. */
  total = $state<number | null>(null);
  found = $state.raw<readonly PhotoSummary[]>([]);
  /** Faces of the photo that was shown; null where none was. */
  faces = $state.raw<readonly IdentifiedFace[] | null>(null);
  looking = $state(false);

  /** As in the address. */
  readonly text = $derived(queryText(this.query));
  readonly asks = $derived(this.text !== '');
  readonly turned = $derived(this.query.to !== '' && this.query.from > this.query.to);
  readonly sought = $derived.by<readonly Sought[]>(() => {
    const names = new Map(this.named.map(({ id, name }) => [id, name]));
    return this.query.sought.map((one) => ({ ...one, name: names.get(one.id) ?? null }));
  });

  #latest = new Latest();
  #fetching = false;
  #looks: AbortController | null = null;

  async loadNamed(): Promise<void> {
    try {
      this.named = (await api.call('people.named', {})).people;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** Takes over what an address asks for. */
  adopt(text: string): void {
    if (text !== this.text) this.query = parseQuery(text);
  }

  /** Looks for something else in part. */
  ask(change: Partial<SearchQuery>): void {
    this.query = { ...this.query, ...change };
  }

  add(id: string): void {
    const { sought } = this.query;
    if (!sought.some((one) => one.id === id)) this.ask({ sought: [...sought, { id, without: false }] });
  }

  /** Turns somebody who has to be in the photo into one who must not, and back. */
  turn(id: string): void {
    const turned = (one: SoughtId): SoughtId => ({ ...one, without: !one.without });
    this.ask({ sought: this.query.sought.map((one) => (one.id === id ? turned(one) : one)) });
  }

  remove(id: string): void {
    this.ask({ sought: this.query.sought.filter((one) => one.id !== id) });
  }

  clear(): void {
    this.query = emptyQuery;
  }

  /** Place of a photo in what an address finds, looking for it where that was not done yet; -1 where it is not there. */
  async indexOf(id: number, text: string): Promise<number> {
    const known = text === this.text && this.total !== null;
    this.adopt(text);
    if (!known) await this.run();
    const indexNow = (): number => this.found.findIndex((photo) => photo.id === id);
    for (let grown = true; grown && indexNow() < 0 && this.found.length < (this.total ?? 0);) {
      const { length } = this.found;
      await this.ensure(length + pageSize);
      grown = this.found.length > length;
    }
    const index = indexNow();
    if (index >= 0) await this.ensure(index + 2);
    return index;
  }

  /** Looks anew, for as many photos as were looked at. */
  async run(): Promise<void> {
    if (!this.asks || this.turned) {
      this.total = null;
      this.found = [];
      return;
    }
    try {
      const answer = await this.#latest.run((signal) => this.#fetch(0, signal));
      if (!answer || !this.asks) return;
      this.found = answer.photos;
      this.total = answer.total;
    } catch (error) {
      this.total = null;
      this.found = [];
      toasts.fail(error);
    }
  }

  /** Fetches on until the first `to` are there. */
  async ensure(to: number): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      for (let grown = true; grown && this.found.length < Math.min(to, this.total ?? 0);) {
        const before = this.found;
        const { photos } = await this.#fetch(before.length);
        if (this.found !== before) return;
        this.found = [...before, ...photos];
        grown = photos.length > 0;
      }
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.#fetching = false;
    }
  }

  /** Asks who is in a photo. Another one asked about meanwhile takes its place. */
  async identify(photo: File): Promise<void> {
    this.#looks?.abort();
    const looks = (this.#looks = new AbortController());
    this.looking = true;
    this.faces = null;
    try {
      const { signal } = looks;
      const { distance } = people;
      const path = desktop?.pathsOf([photo])[0];
      const answer =
        path === undefined
          ? await identifyPhoto(photo, distance, signal)
          : await api.call('faces.identify', { path, distance }, { signal });
      if (this.#looks === looks) this.faces = answer.faces;
    } catch (error) {
      if (!looks.signal.aborted) toasts.fail(error);
    } finally {
      if (this.#looks === looks) this.looking = false;
    }
  }

  #fetch(offset: number, signal?: AbortSignal): Promise<{ photos: PhotoSummary[]; total: number }> {
    const { sought, match, from, to, undated } = this.query;
    const idsOf = (without: boolean) => sought.filter((one) => one.without === without).map(({ id }) => id);
    const query = {
      all: match === 'all' ? idsOf(false) : [],
      any: match === 'any' ? idsOf(false) : [],
      without: idsOf(true),
      from: from || null,
      to: to || null,
      undated,
      distance: people.distance,
      offset,
      limit: pageSize,
    };
    return api.call('photos.search', query, { signal });
  }
}

export const search = new Search();
