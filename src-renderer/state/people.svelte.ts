import type { EditEntry } from '../../src-main/contract/edits.ts';
import type { PeopleAtDistance, PersonSummary } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Query } from './query.svelte.ts';

/** Step of the slider, as Euclidean distance between unit vectors. */
export const distanceStep = 0.01;
/** Smallest groups that can be asked for. */
export const groupSizes = [1, 2, 3, 5] as const;
/** People fetched at a time. */
const pageSize = 500;

/** Order of the people within each part of the list. */
export type PeopleOrder = 'faces' | 'name';

/** Parts of the list, in its order. */
export type PeopleSection = 'favourites' | 'named' | 'unnamed';

/** Whom a list shows. */
export type Listed = 'shown' | 'hidden';

/** Parameters of grouping. */
export interface Grouping {
  distance: number;
  minFaces: number;
}

/** Key of the list: its grouping, and what the user asks of it. Defaults are left out. */
interface Listing extends Grouping {
  sort?: PeopleOrder;
  match?: string;
}

/** Parameters of grouping, and the groups, fetched from the largest on as they scroll into view. */
export class People {
  distance = $state(0);
  minFaces = $state(0);
  order = $state<PeopleOrder>('faces');
  /** Text that the names of listed people contain; empty for all people. */
  match = $state('');
  /** The largest groups, as far as they were asked for, and how many there are of each kind. */
  readonly list = new Query<Listing, PeopleAtDistance>({
    parts: ['people', 'grouping'],
    ask: (listing, signal) => this.#fetch(listing, 0, this.#wanted, signal),
  });
  /** Names in use. */
  readonly known = new Query<null, string[]>({
    parts: ['people'],
    concerns: ({ revision }) => revision !== this.#namesTaken,
    ask: async (_key, signal) => (await api.call('people.names', {}, { signal })).names,
  });

  /** Numbers of groups; null until the first answer. */
  readonly groups = $derived<Omit<PeopleAtDistance, 'people'> | null>(this.list.answer);
  readonly loaded = $derived<readonly PersonSummary[]>(this.list.answer?.people ?? []);
  readonly shown = $derived(this.loaded.filter((person) => !person.hidden));
  readonly hidden = $derived(this.loaded.filter((person) => person.hidden));
  readonly names = $derived(this.known.answer ?? []);

  #chosen = false;
  /** Length of the list that is in view, which a reload fetches. */
  #wanted = 0;
  /** Revision of the last edit whose names were taken over without asking. */
  #namesTaken = -1;

  /** Takes over what the library has in force, until the user chooses otherwise. */
  adopt(distance: number, minFaces: number): void {
    if (this.#chosen) return;
    this.distance = distance;
    this.minFaces = minFaces;
  }

  /** Takes over what the library has in force, whatever was chosen: distances mean something else. */
  adoptAnew(distance: number, minFaces: number): void {
    this.#chosen = false;
    this.adopt(distance, minFaces);
  }

  /** Groups otherwise from now on. The list is asked for by the view that shows it. */
  choose(grouping: Partial<Grouping>): void {
    this.#chosen = true;
    this.distance = grouping.distance ?? this.distance;
    this.minFaces = grouping.minFaces ?? this.minFaces;
  }

  get grouping(): Grouping {
    return { distance: this.distance, minFaces: this.minFaces };
  }

  get listing(): Listing {
    return {
      ...this.grouping,
      ...(this.order !== 'faces' && { sort: this.order }),
      ...(this.match !== '' && { match: this.match }),
    };
  }

  /** Parts of a list that are not empty: where each begins in it, and its length. */
  sections(listed: Listed): { section: PeopleSection | null; from: number; total: number }[] {
    const total = this.count(listed);
    const { favourites = 0, named = 0 } = this.groups ?? {};
    if (listed === 'hidden') return [{ section: null, from: 0, total }];
    return [
      { section: 'favourites' as const, from: 0, total: favourites },
      { section: 'named' as const, from: favourites, total: named },
      { section: 'unnamed' as const, from: favourites + named, total: total - favourites - named },
    ].filter((part) => part.total > 0);
  }

  /** Length of a list, with people not yet fetched. */
  count(listed: Listed): number {
    const { total = 0, hidden = 0 } = this.groups ?? {};
    return listed === 'hidden' ? hidden : total - hidden;
  }

  /** Fetches on until the first `to` of a list are there. */
  async ensure(listed: Listed, to: number): Promise<void> {
    const hidden = this.groups?.hidden ?? 0;
    this.#wanted = listed === 'hidden' ? this.loaded.length : Math.min(to + hidden, this.loaded.length);
    const { listing } = this;
    await this.list.grow(async (list) => {
      const missing = Math.min(to, this.count(listed)) - this[listed].length;
      const { length } = list.people;
      if (missing <= 0 || length >= list.total) return null;
      // Hidden people may be anywhere: the farther the search, the more at a time.
      const least = listed === 'hidden' ? Math.max(missing, length) : missing;
      const more = await this.#fetch(listing, length, least);
      return more.people.length === 0 ? null : { ...more, people: [...list.people, ...more.people] };
    });
  }

  loadNames(): Promise<void> {
    return this.known.need(null);
  }

  /** Takes over a name that an edit gave, so that names in use need not be asked for again. */
  takeNames({ summary, undone }: EditEntry, revision: number): void {
    const { answer, stale } = this.known;
    if (answer === null || stale !== null || undone) return;
    const isNaming = summary.kind === 'named' || summary.kind === 'renamed';
    if (!isNaming) return;
    const before = summary.kind === 'renamed' ? answer.filter((name) => name !== summary.from) : answer;
    const given = summary.kind === 'renamed' ? summary.to : summary.name;
    this.known.answer = [...before.filter((name) => name !== given), given].sort((a, b) =>
      a.localeCompare(b),
    );
    this.#namesTaken = revision;
  }

  #fetch(listing: Listing, offset: number, least: number, signal?: AbortSignal): Promise<PeopleAtDistance> {
    const limit = Math.max(1, Math.ceil(least / pageSize)) * pageSize;
    return api.call('people.list', { ...listing, offset, limit }, signal ? { signal } : {});
  }
}

export const people = new People();
