import type { MethodName, Params } from '../../src-main/contract/methods.ts';
import type { TrainingPoint, TrainingProgress } from '../../src-main/contract/training.ts';
import { extended, joined } from './curve.ts';
import { api } from './engine.svelte.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const isOver = ({ state }: TrainingProgress): boolean =>
  state === 'done' || state === 'stopped' || state === 'failed';

/** The run under way, or the one that ended last while this page was open. */
class Training {
  /** Null where there is none to tell about. */
  progress = $state.raw<TrainingProgress | null>(null);
  curve = $state.raw<readonly TrainingPoint[]>([]);

  /** Id of the run under way; null while none is. */
  readonly running = $derived(this.progress && !isOver(this.progress) ? this.progress.run : null);
  /** Id of the run that has ended and was not looked at yet. */
  readonly ended = $derived(this.progress && isOver(this.progress) ? this.progress.run : null);

  /** Asks for everything anew. Called whenever a connection was made. */
  async load(): Promise<void> {
    try {
      const { progress } = await api.call('training.progress', {});
      if (progress) await this.#follow(progress);
      else if (this.running !== null) this.progress = null;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** Takes news of a run. */
  hear(progress: TrainingProgress): void {
    if (this.progress?.run !== progress.run)
      return void this.#follow(progress).catch((error: unknown) => toasts.fail(error));
    const turned = this.progress.state !== progress.state;
    this.progress = progress;
    this.curve = extended(this.curve, progress.point);
    if (turned) runs.revision++;
  }

  /** Lets go of a run that has ended. */
  dismiss(): void {
    if (this.ended !== null) this.progress = null;
  }

  async start(params: Params<'training.start'>): Promise<void> {
    if (await this.#order('training.start', params)) await this.load();
  }

  readonly pause = (): Promise<boolean> => this.#order('training.pause', {});
  readonly resume = (): Promise<boolean> => this.#order('training.resume', {});
  readonly stop = (): Promise<boolean> => this.#order('training.stop', {});

  /** Shows a run that was not heard of before, with what is known of its curve. */
  async #follow(progress: TrainingProgress): Promise<void> {
    this.progress = progress;
    this.curve = extended([], progress.point);
    runs.revision++;
    const { curve } = await api.call('training.run', { id: progress.run });
    if (this.progress?.run === progress.run) this.curve = joined(curve, this.curve);
  }

  async #order<M extends MethodName>(method: M, params: Params<M>): Promise<boolean> {
    try {
      await api.call(method, params);
      return true;
    } catch (error) {
      toasts.fail(error);
      return false;
    }
  }
}

export const training = new Training();
