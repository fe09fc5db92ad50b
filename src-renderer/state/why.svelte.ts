import type { WhyHere } from '../../src-main/contract/insights.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Evidence for the group of the face that is looked at. */
class Why {
  answer = $state.raw<WhyHere | null>(null);
  #latest = new Latest();

  async load(face: number): Promise<void> {
    this.answer = null;
    try {
      const answer = await this.#latest.run((signal) =>
        api.call('faces.why', { id: face, distance: people.distance }, { signal }),
      );
      if (answer) this.answer = answer;
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const why = new Why();
