import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { PersonDetail, PersonSummary } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** The person who is looked at, kept for the way back from one of their photos. */
class PersonPage {
  detail = $state.raw<PersonDetail | null>(null);
  /** Whether there is no such person at the distance in force. */
  gone = $state(false);
  /** Who was found instead, where the group asked for has been named or went into another one. */
  moved = $state.raw<PersonSummary | null>(null);
  #latest = new Latest();

  async load(id: string): Promise<void> {
    if (this.detail?.person.id !== id) this.detail = null;
    this.gone = false;
    this.moved = null;
    try {
      const detail = await this.#latest.run((signal) =>
        api.call('people.get', { id, distance: people.distance }, { signal }),
      );
      if (!detail) return;
      this.detail = detail;
      if (detail.person.id !== id) this.moved = detail.person;
    } catch (error) {
      this.detail = null;
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    }
  }

  /** Takes over the name and id that the person shown was given, so that the page stays as it is. */
  renamed(id: string, name: string): void {
    if (this.detail)
      this.detail = { ...this.detail, person: { ...this.detail.person, id, name: name || null } };
  }
}

export const personPage = new PersonPage();
