import type { TrainingState } from '../../../src-main/contract/training.ts';

/** True if a run is in a state that proceeds by counted steps. */
export const isAtWork = (
  state: TrainingState,
): state is Exclude<TrainingState, 'done' | 'stopped' | 'failed'> =>
  state !== 'done' && state !== 'stopped' && state !== 'failed';
