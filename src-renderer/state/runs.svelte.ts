import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { TrainingRun, TrainingRunDetail } from '../../src-main/contract/training.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { library } from './library.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Trainings so far, what came of them, and which of them is in force. */
class Runs {
  /** Newest first; null until known. */
  list = $state.raw<readonly TrainingRun[] | null>(null);
  /** The one that is looked at. */
  detail = $state.raw<TrainingRunDetail | null>(null);
  gone = $state(false);
  /** True while a decision is carried out. */
  busy = $state(false);
  /** Counts up whenever runs may be others than before. */
  revision = $state(0);
  #lists = new Latest();
  #details = new Latest();

  async load(): Promise<void> {
    try {
      const answer = await this.#lists.run((signal) => api.call('training.runs', {}, { signal }));
      if (answer) this.list = answer.runs;
    } catch (error) {
      toasts.fail(error);
    }
  }

  async open(id: number): Promise<void> {
    if (this.detail?.id !== id) this.detail = null;
    this.gone = false;
    try {
      const detail = await this.#details.run((signal) => api.call('training.run', { id }, { signal }));
      if (detail) this.detail = detail;
    } catch (error) {
      this.gone = error instanceof FamiliarError && error.code === 'not-found';
      if (!this.gone) toasts.fail(error);
    }
  }

  readonly use = (id: number): Promise<void> => this.#decide(() => api.call('training.use', { id }));
  readonly keepOld = (id: number): Promise<void> => this.#decide(() => api.call('training.keepOld', { id }));
  readonly rollBack = (): Promise<void> => this.#decide(() => api.call('training.rollBack', {}));

  async #decide(work: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
      await library.load();
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.busy = false;
      this.revision++;
    }
  }
}

export const runs = new Runs();
