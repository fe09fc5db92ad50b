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
  /**
   * Who was found instead, where the group asked for has been named or went into another one; `told` where that
   * is no news to the user.
   */
  moved = $state.raw<{ person: PersonSummary; told: boolean } | null>(null);
  #latest = new Latest();

  async load(id: string): Promise<void> {
    if (this.detail?.person.id !== id) this.detail = null;
    this.gone = false;
    this.moved = null;
    try {
      const before = this.detail?.person;
      const detail = await this.#latest.run((signal) => getOrFollow(id, before?.cover, signal));
      if (!detail) return;
      this.detail = detail;
      if (detail.person.id !== id) this.moved = { person: detail.person, told: before !== undefined };
    } catch (error) {
      this.detail = null;
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    }
  }

  /** Takes over the id that the person shown goes by after an edit, so that the page stays as it is. */
  goesBy(id: string): void {
    if (this.detail) this.detail = { ...this.detail, person: { ...this.detail.person, id } };
  }
}

/** A person; where an undo took the row away that the id stands for, whoever has that face now. */
async function getOrFollow(id: string, face: number | undefined, signal: AbortSignal): Promise<PersonDetail> {
  const get = (wanted: string): Promise<PersonDetail> =>
    api.call('people.get', { id: wanted, distance: people.distance }, { signal });
  try {
    return await get(id);
  } catch (error) {
    const isGone = error instanceof FamiliarError && error.code === 'not-found';
    if (!isGone || face === undefined) throw error;
    return await get(`c${face}`);
  }
}

export const personPage = new PersonPage();
