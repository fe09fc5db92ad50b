import type { TrainingState } from '../../../src-main/contract/training.ts';
import type { training } from '../../i18n/en-training.ts';

/** Whether a run is in a state that gets on by counted steps. */
export const isAtWork = (state: TrainingState): state is keyof typeof training.amounts =>
  state !== 'done' && state !== 'stopped' && state !== 'failed';
