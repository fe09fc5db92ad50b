import { untrack } from 'svelte';
import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { PersonDetail, PersonSummary } from '../../src-main/contract/models.ts';
import { formatCluster } from '../../src-main/contract/person-id.ts';
import { api } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** A person as found under an id. */
interface Found {
  detail: PersonDetail;
  /**
   * Who was found instead, where the group asked for has been named or went into another one; `told` where that
   * is no news to the user.
   */
  moved: { person: PersonSummary; told: boolean } | null;
}

/** Parts of a person's page. */
export type PersonTab = 'photos' | 'faces' | 'moments' | 'suggestions' | 'details';

/** The person who is looked at, kept for the way back from one of their photos. */
class PersonPage {
  /** True if there is no such person at the distance in force. */
  gone = $state(false);
  /** Kept for the way back from a photo; another person begins with their photos. */
  tab = $state<PersonTab>('photos');
  readonly query: Query<{ id: string; distance: number }, Found> = new Query({
    parts: ['people', 'grouping', 'photos'],
    concerns: ({ parts, people: changed, photos }) => {
      if (parts.includes('grouping') || photos === null) return true;
      const ofPerson = this.detail?.photos.some(({ id }) => photos.includes(id)) ?? true;
      return ofPerson || (this.detail !== null && changed.includes(this.detail.person.id));
    },
    ask: async ({ id, distance }, signal): Promise<Found> => {
      const before = this.detail?.person;
      const detail = await getOrFollow(id, before?.cover, distance, signal);
      const isOther = detail.person.id !== id;
      return { detail, moved: isOther ? { person: detail.person, told: before !== undefined } : null };
    },
    failed: (error) => {
      this.query.clear();
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    },
  });

  /** Who was asked for last. */
  #id: string | null = null;
  readonly detail = $derived(this.query.answer?.detail ?? null);
  readonly moved = $derived(this.query.answer?.moved ?? null);

  /** For an effect of the page: asks for a person now, and whenever they may be another. */
  follow(id: string): void {
    void [this.query.stale, people.distance];
    untrack(() => void this.need(id));
  }

  /** Asks for a person unless they are known. */
  need(id: string): Promise<void> {
    this.gone = false;
    if (id !== this.#id && this.detail?.person.id !== id) {
      this.query.clear();
      this.tab = 'photos';
    }
    this.#id = id;
    return this.query.need({ id, distance: people.distance });
  }

  /** Takes over the id that the person shown goes by after an edit, so that the page stays as it is. */
  goesBy(id: string): void {
    const { detail } = this;
    if (detail) this.query.answer = { detail: { ...detail, person: { ...detail.person, id } }, moved: null };
  }
}

/** A person; where an undo took the row away that the id stands for, whoever has that face now. */
async function getOrFollow(
  id: string,
  face: number | undefined,
  distance: number,
  signal: AbortSignal,
): Promise<PersonDetail> {
  const get = (wanted: string): Promise<PersonDetail> =>
    api.call('people.get', { id: wanted, distance, stacks: true }, { signal });
  try {
    return await get(id);
  } catch (error) {
    const isGone = error instanceof FamiliarError && error.code === 'not-found';
    if (!isGone || face === undefined) throw error;
    return await get(formatCluster(face));
  }
}

export const personPage = new PersonPage();
