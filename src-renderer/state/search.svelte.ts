import { untrack } from 'svelte';
import type { PhotoSummary } from '../../src-main/contract/models.ts';
import type { IdentifiedFace, NamedPerson } from '../../src-main/contract/search.ts';
import { identifyPhoto } from '../drop/identify-photo.ts';
import { api, desktop } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';
import { emptyQuery, parseQuery, queryText } from './search-query.ts';
import type { SearchQuery, SoughtId } from './search-query.ts';
import { toasts } from './toasts.svelte.ts';

/** Photos fetched at a time. */
const pageSize = 240;

/** A question for photos: the query, and the distance at which people are grouped. */
interface Sought {
  query: SearchQuery;
  distance: number;
}

interface Found {
  photos: readonly PhotoSummary[];
  total: number;
}

/** Somebody in a search, as shown. */
export interface SoughtPerson extends SoughtId {
  /** Null where nobody has named them. */
  name: string | null;
}

/** Query and results of a search. The address holds the query. */
class Search {
  query = $state.raw<SearchQuery>(emptyQuery);
  /** Everybody with a name. */
  readonly people = new Query<null, readonly NamedPerson[]>({
    parts: ['people'],
    ask: async (_key, signal) => (await api.call('people.named', {}, { signal })).people,
  });
  readonly results: Query<Sought, Found> = new Query({
    parts: ['people', 'grouping', 'photos'],
    ask: (sought, signal) => fetchPhotos(sought, 0, signal),
    failed: (error) => {
      this.results.clear();
      toasts.fail(error);
    },
  });
  readonly named = $derived(this.people.answer ?? []);
  /** Null until there is an answer to what is looked for. */
  readonly total = $derived(this.results.answer?.total ?? null);
  readonly found = $derived<readonly PhotoSummary[]>(this.results.answer?.photos ?? []);
  /** Faces of the photo that was shown; null where none was. */
  faces = $state.raw<readonly IdentifiedFace[] | null>(null);
  looking = $state(false);

  /** As in the address. */
  readonly text = $derived(queryText(this.query));
  readonly asks = $derived(this.text !== '');
  readonly turned = $derived(this.query.to !== '' && this.query.from > this.query.to);
  readonly sought = $derived.by<readonly SoughtPerson[]>(() => {
    const names = new Map(this.named.map(({ id, name }) => [id, name]));
    return this.query.sought.map((one) => ({ ...one, name: names.get(one.id) ?? null }));
  });

  #looks: AbortController | null = null;

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
    this.adopt(text);
    await this.#need();
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

  /** For an effect of the view: looks now, and whenever something else is asked for or may be found. */
  follow(): void {
    void [this.results.stale, this.text, people.distance];
    untrack(() => void this.#need());
  }

  /** Fetches on until the first `to` are there. */
  async ensure(to: number): Promise<void> {
    const { query } = this;
    const { distance } = people;
    await this.results.grow(async ({ photos, total }) => {
      if (photos.length >= Math.min(to, total)) return null;
      const more = await fetchPhotos({ query, distance }, photos.length);
      return more.photos.length === 0 ? null : { total, photos: [...photos, ...more.photos] };
    });
  }

  async #need(): Promise<void> {
    if (this.asks && !this.turned) await this.results.need({ query: this.query, distance: people.distance });
    else this.results.clear();
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
}

function fetchPhotos({ query, distance }: Sought, offset: number, signal?: AbortSignal): Promise<Found> {
  const { sought, match, from, to, undated, films } = query;
  const idsOf = (without: boolean) => sought.filter((one) => one.without === without).map(({ id }) => id);
  const asked = {
    all: match === 'all' ? idsOf(false) : [],
    any: match === 'any' ? idsOf(false) : [],
    without: idsOf(true),
    from: from || null,
    to: to || null,
    undated,
    films,
    distance,
    offset,
    limit: pageSize,
  };
  return api.call('photos.search', asked, signal ? { signal } : {});
}

export const search = new Search();
