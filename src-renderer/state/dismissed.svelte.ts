import type { DismissedFace } from '../../src-main/contract/removals.ts';
import { corrections } from './corrections.svelte.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { toasts } from './toasts.svelte.ts';

/** Faces listed at most. */
const shown = 500;

/** Detections that the user said are no faces, of one photo or of all. */
class Dismissed {
  /** True while the dialog that lists them is open. */
  open = $state(false);
  faces = $state.raw<DismissedFace[]>([]);
  total = $state(0);
  /** The photo that they are of; null for all photos. */
  photo = $state<number | null>(null);
  #latest = new Latest();

  async load(photo: number | null): Promise<void> {
    try {
      const params = { limit: shown, ...(photo === null ? {} : { photoId: photo }) };
      const answer = await this.#latest.run((signal) => api.call('faces.dismissed', params, { signal }));
      if (answer) [this.photo, this.faces, this.total] = [photo, answer.faces, answer.total];
    } catch (error) {
      toasts.fail(error);
    }
  }

  async show(photo: number | null): Promise<void> {
    await this.load(photo);
    this.open = true;
  }

  async restore(face: number): Promise<void> {
    const isDone = await corrections.restore([face]);
    await this.load(this.photo);
    if (isDone && this.total === 0) this.open = false;
  }
}

export const dismissed = new Dismissed();
