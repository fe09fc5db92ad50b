import type { PeopleAtDistance, PersonSummary } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { toasts } from './toasts.svelte.ts';

/** Step of the slider, as Euclidean distance between unit vectors. */
export const distanceStep = 0.01;
/** Smallest groups that can be asked for. */
export const groupSizes = [1, 2, 3, 5] as const;
/** People fetched at a time. */
const pageSize = 500;

/** Whom a list shows. */
export type Listed = 'shown' | 'hidden';

/** How faces are grouped, and the groups that come of it, fetched from the largest on as they come into view. */
class People {
  distance = $state(0);
  minFaces = $state(0);
  /** How many there are of what; null until the first answer. */
  groups = $state.raw<Omit<PeopleAtDistance, 'people'> | null>(null);
  /** The largest, as far as they were asked for. */
  loaded = $state.raw<PersonSummary[]>([]);
  names = $state.raw<string[]>([]);
  /** Counts up whenever groups may be others than before: views that show a part of them ask again. */
  revision = $state(0);

  readonly shown = $derived(this.loaded.filter((person) => !person.hidden));
  readonly hidden = $derived(this.loaded.filter((person) => person.hidden));

  #latest = new Latest();
  #chosen = false;
  /** How far into the list the one that is looked at goes: no more is asked for again. */
  #wanted = 0;
  /** Counts up with every new list: what was asked for the one before it does not belong into it. */
  #list = 0;
  #refreshing = 0;
  #filling = false;

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

  /** Groups otherwise from now on. */
  choose(grouping: { distance?: number; minFaces?: number }): void {
    this.#chosen = true;
    this.distance = grouping.distance ?? this.distance;
    this.minFaces = grouping.minFaces ?? this.minFaces;
    void this.refresh();
  }

  get grouping(): { distance: number; minFaces: number } {
    return { distance: this.distance, minFaces: this.minFaces };
  }

  /** How many a list has, fetched or not. */
  count(listed: Listed): number {
    const { total = 0, hidden = 0 } = this.groups ?? {};
    return listed === 'hidden' ? hidden : total - hidden;
  }

  /** Asks for the groups as they are now. Calls that come too fast are merged into the newest. */
  async refresh(): Promise<void> {
    this.#list++;
    this.#refreshing++;
    try {
      const answer = await this.#latest.run((signal) => this.#fetch(0, this.#wanted, signal));
      if (answer) this.#show(answer, []);
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.#refreshing--;
    }
  }

  /** Fetches on until the first `to` of a list are there. */
  async ensure(listed: Listed, to: number): Promise<void> {
    const hidden = this.groups?.hidden ?? 0;
    this.#wanted = listed === 'hidden' ? this.loaded.length : Math.min(to + hidden, this.loaded.length);
    if (this.#filling || this.#refreshing > 0) return;
    this.#filling = true;
    const list = this.#list;
    try {
      for (let grown = true; grown;) {
        const missing = Math.min(to, this.count(listed)) - this[listed].length;
        const { length } = this.loaded;
        if (missing <= 0 || length >= (this.groups?.total ?? 0)) return;
        // Hidden people may be anywhere: the farther the search, the more at a time.
        const least = listed === 'hidden' ? Math.max(missing, length) : missing;
        const answer = await this.#fetch(length, least);
        if (list !== this.#list) return;
        this.#show(answer, this.loaded);
        grown = this.loaded.length > length;
      }
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.#filling = false;
    }
  }

  async loadNames(): Promise<void> {
    try {
      this.names = (await api.call('people.names', {})).names;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** Has every view ask again, and waits for the groups. */
  async changed(): Promise<void> {
    this.revision++;
    await this.refresh();
  }

  #fetch(offset: number, least: number, signal?: AbortSignal): Promise<PeopleAtDistance> {
    const limit = Math.max(1, Math.ceil(least / pageSize)) * pageSize;
    return api.call('people.list', { ...this.grouping, offset, limit }, { signal });
  }

  #show({ people, ...groups }: PeopleAtDistance, before: readonly PersonSummary[]): void {
    this.groups = groups;
    this.loaded = [...before, ...people];
  }
}

export const people = new People();
