import type { PhotoSummary } from '../../src-main/contract/models.ts';
import type { IdentifiedFace, NamedPerson } from '../../src-main/contract/search.ts';
import { identifyPhoto } from '../drop/identify-photo.ts';
import type { Part } from '../i18n/en-search.ts';
import { api, desktop } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Photos fetched at a time. */
const pageSize = 240;

/** Somebody in a search. */
export interface Sought {
  id: string;
  name: string | null;
  part: Part;
}

const nextPart: Record<Part, Part> = { all: 'any', any: 'without', without: 'all' };

/** What is looked for, and what was found. It stays while the user looks at a photo and comes back. */
class Search {
  sought = $state.raw<readonly Sought[]>([]);
  from = $state('');
  to = $state('');
  /** Only photos without a date. */
  undated = $state(false);
  named = $state.raw<readonly NamedPerson[]>([]);
  /** Null until there is an answer to what is looked for. */
  total = $state<number | null>(null);
  found = $state.raw<readonly PhotoSummary[]>([]);
  /** Faces of the photo that was shown; null where none was. */
  faces = $state.raw<readonly IdentifiedFace[] | null>(null);
  looking = $state(false);

  readonly asks = $derived(this.sought.length > 0 || this.from !== '' || this.to !== '' || this.undated);
  readonly turned = $derived(this.from !== '' && this.to !== '' && this.from > this.to);

  #latest = new Latest();
  #fetching = false;
  #looks: AbortController | null = null;

  async loadNamed(): Promise<void> {
    try {
      this.named = (await api.call('people.named', {})).people;
      const names = new Map(this.named.map(({ id, name }) => [id, name]));
      this.sought = this.sought.map((one) => ({ ...one, name: names.get(one.id) ?? one.name }));
    } catch (error) {
      toasts.fail(error);
    }
  }

  add(id: string, name: string | null): void {
    if (!this.sought.some((one) => one.id === id)) this.sought = [...this.sought, { id, name, part: 'all' }];
  }

  turn(id: string): void {
    this.sought = this.sought.map((one) => (one.id === id ? { ...one, part: nextPart[one.part] } : one));
  }

  remove(id: string): void {
    this.sought = this.sought.filter((one) => one.id !== id);
  }

  clear(): void {
    this.sought = [];
    this.from = this.to = '';
    this.undated = false;
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
    const idsOf = (part: Part) => this.sought.filter((one) => one.part === part).map(({ id }) => id);
    const query = {
      all: idsOf('all'),
      any: idsOf('any'),
      without: idsOf('without'),
      from: this.from || null,
      to: this.to || null,
      undated: this.undated,
      distance: people.distance,
      offset,
      limit: pageSize,
    };
    return api.call('photos.search', query, { signal });
  }
}

export const search = new Search();
