import { untrack } from 'svelte';
import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { PhotoDetail, SimilarFace } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { personPage } from './person.svelte.ts';
import { photos } from './photos.svelte.ts';
import { Query } from './query.svelte.ts';
import { search } from './search.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Faces shown as similar to one. */
const similarFaces = 12;

/** Photos before and behind a photo that are shown below it. */
const around = 10;

/** A photo's place in the list that is leafed through. */
export interface Place {
  index: number;
  total: number;
  previous: number | null;
  next: number | null;
  /** The photos around it and itself, in the order of the list. */
  near: readonly number[];
}

interface Found {
  detail: PhotoDetail;
  dismissed: number;
}

/** The photo that is looked at, with the faces in it and its neighbours. */
class PhotoPage {
  gone = $state(false);
  readonly query: Query<{ id: number; distance: number }, Found> = new Query({
    parts: ['people', 'grouping', 'photos', 'proposals'],
    ask: async ({ id, distance }, signal) => {
      const [detail, { total: dismissed }] = await Promise.all([
        api.call('photos.get', { id, distance }, { signal }),
        api.call('faces.dismissed', { photoId: id, limit: 1 }, { signal }),
      ]);
      return { detail, dismissed };
    },
    failed: (error) => {
      this.query.clear();
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    },
  });
  readonly detail = $derived(this.query.answer?.detail ?? null);
  /** Number of detections in it that the user said are no faces. */
  readonly dismissed = $derived(this.query.answer?.dismissed ?? 0);
  place = $state.raw<Place | null>(null);
  /** Faces like the one picked out; null until known. */
  similar = $state.raw<SimilarFace[] | null>(null);
  boxes = $state(true);
  #faces = new Latest();
  #places = new Latest();

  /** For an effect of the page: asks for a photo now, and whenever it may be different. */
  follow(id: number): void {
    void [this.query.stale, people.distance];
    untrack(() => {
      this.gone = false;
      void this.query.need({ id, distance: people.distance });
    });
  }

  /** Finds the photo in what a search found, in a person's photos, or in the whole library where both are null. */
  async findPlace(id: number, of: string | null, found: string | null): Promise<void> {
    const place = await this.#places.run(() => {
      if (found !== null) return placeInSearch(id, found);
      return of === null ? placeInLibrary(id) : placeInPerson(id, of);
    });
    if (place !== undefined) this.place = place;
  }

  async loadSimilar(face: number): Promise<void> {
    this.similar = null;
    try {
      const answer = await this.#faces.run((signal) =>
        api.call('faces.similar', { id: face, limit: similarFaces }, { signal }),
      );
      if (answer) this.similar = answer.faces;
    } catch (error) {
      toasts.fail(error);
    }
  }
}

async function placeInLibrary(id: number): Promise<Place | null> {
  const index = await photos.indexOf(id);
  if (index < 0 || photos.total === null) return null;
  await photos.ensure(Math.max(0, index - around), Math.min(photos.total, index + around + 1));
  return placeAt(index, photos.total, (at) => photos.at(at)?.id);
}

async function placeInSearch(id: number, found: string): Promise<Place | null> {
  const index = await search.indexOf(id, found);
  return index < 0 ? null : placeAt(index, search.total ?? 0, (at) => search.found[at]?.id);
}

async function placeInPerson(id: number, person: string): Promise<Place | null> {
  if (personPage.detail?.person.id !== person) await personPage.need(person);
  const list = personPage.detail?.photos ?? [];
  const index = list.findIndex((photo) => photo.id === id);
  return index < 0 ? null : placeAt(index, list.length, (at) => list[at]?.id);
}

const placeAt = (index: number, total: number, idAt: (index: number) => number | undefined): Place => ({
  index,
  total,
  previous: index > 0 ? (idAt(index - 1) ?? null) : null,
  next: idAt(index + 1) ?? null,
  near: Array.from({ length: 2 * around + 1 }, (_, at) => index - around + at).flatMap((at) =>
    at < 0 || at >= total ? [] : (idAt(at) ?? []),
  ),
});

export const photoPage = new PhotoPage();
