import type { DetectionPreview, LookedAgain, Sensitivity } from '../../src-main/contract/detection.ts';
import { api } from './engine.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** How easily something is taken for a face, and looks at photos with another sensitivity. */
class Detection {
  /** Null until known. */
  chosen = $state<Sensitivity | null>(null);
  /** The last preview. */
  preview = $state.raw<DetectionPreview | null>(null);
  /** The last look at photos again. */
  looked = $state.raw<LookedAgain | null>(null);
  busy = $state(false);

  async load(): Promise<void> {
    try {
      this.chosen = (await api.call('detection.get', {})).sensitivity;
    } catch (error) {
      toasts.fail(error);
    }
  }

  choose(sensitivity: Sensitivity): Promise<void> {
    return this.#work(async () => {
      await api.call('detection.set', { sensitivity });
      this.chosen = sensitivity;
      this.preview = null;
    });
  }

  previewOf(sensitivity: Sensitivity): Promise<void> {
    return this.#work(async () => {
      this.preview = await api.call('detection.preview', { sensitivity });
    });
  }

  /** Looks at photos again, by default all with the chosen sensitivity. */
  lookAgain(asked: { photos?: number[]; sensitivity?: Sensitivity } = {}): Promise<void> {
    return this.#work(async () => {
      this.looked = await api.call('detection.lookAgain', asked);
    });
  }

  async #work(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.looked = null;
    try {
      await act();
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

export const detection = new Detection();
