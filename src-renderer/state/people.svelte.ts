import type { PeopleAtDistance } from '../../src-main/contract/models.ts';
import { en } from '../i18n/en.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { toasts } from './toasts.svelte.ts';

/** Step of the slider, as Euclidean distance between unit vectors. */
export const distanceStep = 0.01;
/** Smallest groups that can be asked for. */
export const groupSizes = [1, 2, 3, 5] as const;

/** How faces are grouped, and the groups that come of it. */
class People {
  distance = $state(0);
  minFaces = $state(0);
  /** Null until the first answer. */
  groups = $state.raw<PeopleAtDistance | null>(null);
  names = $state.raw<string[]>([]);
  /** Counts up whenever groups may be others than before: views that show a part of them ask again. */
  revision = $state(0);
  #latest = new Latest();
  #chosen = false;

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

  /** Asks for the groups as they are now. Calls that come too fast are merged into the newest. */
  async refresh(): Promise<void> {
    try {
      const groups = await this.#latest.run((signal) => api.call('people.list', this.grouping, { signal }));
      if (groups) this.groups = groups;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** Makes the grouping that is shown the library's own. */
  async settle(): Promise<void> {
    try {
      await api.call('people.settle', this.grouping);
    } catch (error) {
      toasts.fail(error);
    }
  }

  async loadNames(): Promise<void> {
    try {
      this.names = (await api.call('people.names', {})).names;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /**
   * Names a person; returns the id that they go by from now on, null where it failed. The views are told by
   * `changed`, once they have taken the new id over.
   */
  async name(id: string, name: string): Promise<string | null> {
    try {
      const given = name.trim();
      const joins = this.names.includes(given);
      const named = await api.call('people.name', { id, name: given, distance: this.distance });
      if (given) toasts.show(joins ? en.naming.joined(given) : en.naming.saved(given));
      return named.id;
    } catch (error) {
      toasts.fail(error);
      return null;
    }
  }

  /** Has every view ask again, and waits for the groups. */
  async changed(): Promise<void> {
    this.revision++;
    await this.refresh();
  }
}

export const people = new People();
