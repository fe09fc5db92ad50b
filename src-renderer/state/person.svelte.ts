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
  /** Who the faces last shown belong to, where their group went into another one. */
  moved = $state.raw<{ id: string; name: string | null } | null>(null);
  #latest = new Latest();

  async load(id: string): Promise<void> {
    if (this.detail?.person.id !== id) this.detail = null;
    this.gone = false;
    this.moved = null;
    try {
      const detail = await this.#latest.run((signal) =>
        api.call('people.get', { id, distance: people.distance }, { signal }),
      );
      if (detail) this.detail = detail;
    } catch (error) {
      if (!(error instanceof FamiliarError) || error.code !== 'not-found') return toasts.fail(error);
      this.moved = await this.#successor();
      this.gone = this.moved === null;
      if (this.gone) this.detail = null;
    }
  }

  /** Takes over the name and id that the person shown was given, so that the page stays as it is. */
  renamed(id: string, name: string): void {
    if (this.detail)
      this.detail = { ...this.detail, person: { ...this.detail.person, id, name: name || null } };
  }

  /** Whose the most typical face is now; null where no face is known or it is not there either. */
  async #successor(): Promise<{ id: string; name: string | null } | null> {
    const face = this.detail?.faces[0];
    if (!face) return null;
    try {
      const photo = await api.call('photos.get', { id: face.photoId, distance: people.distance });
      const now = photo.people.find(({ id }) => id === face.id);
      return now ? { id: now.personId, name: now.name } : null;
    } catch {
      return null;
    }
  }
}

export const personPage = new PersonPage();
