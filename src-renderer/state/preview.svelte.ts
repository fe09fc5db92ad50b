import type { GroupingPreview, MergeHeights } from '../../src-main/contract/insights.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Milliseconds that the slider has to rest before it is asked what would change. */
const rest = 60;

/** Preview of the changes while the slider is moved. */
class Preview {
  change = $state.raw<GroupingPreview | null>(null);
  /** At which distances faces come together. */
  readonly heights = new Query<null, MergeHeights>({
    parts: ['grouping'],
    ask: (_key, signal) => api.call('people.heights', {}, { signal }),
  });
  /** Distance that was in force when the slider left it; null while it rests. */
  #from: number | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #changes = new Latest();

  /** Compares a distance with the one in force when the movement began. */
  move(to: number): void {
    this.#from ??= people.distance;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.#ask(to), rest);
  }

  /** The slider was let go. */
  end(): void {
    clearTimeout(this.#waiting);
    this.#from = null;
    this.change = null;
  }

  async #ask(to: number): Promise<void> {
    const from = this.#from;
    if (from === null) return;
    try {
      const { minFaces } = people;
      const change = await this.#changes.run((signal) =>
        api.call('people.preview', { from, to, minFaces }, { signal }),
      );
      if (change && this.#from === from) this.change = change;
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const preview = new Preview();
