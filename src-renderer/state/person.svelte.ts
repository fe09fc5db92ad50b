import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { PersonDetail } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** The person who is looked at, kept for the way back from one of their photos. */
class PersonPage {
  detail = $state.raw<PersonDetail | null>(null);
  /** Whether there is no such person at the distance in force. */
  gone = $state(false);
  #latest = new Latest();

  async load(id: string): Promise<void> {
    if (this.detail?.person.id !== id) this.detail = null;
    this.gone = false;
    try {
      const detail = await this.#latest.run((signal) =>
        api.call('people.get', { id, distance: people.distance }, { signal }),
      );
      if (detail) this.detail = detail;
    } catch (error) {
      this.detail = null;
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    }
  }
}

export const personPage = new PersonPage();
