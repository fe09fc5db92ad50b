import type { TrainingRun } from '../../../src-main/contract/training.ts';

type Outcome = 'active' | 'used' | 'kept-old' | 'undecided' | 'failed' | 'no-better' | 'stopped' | 'running';

/** Outcome of a run, in one word for the list of runs. */
export function outcomeOf({
  state,
  active,
  decision,
  report,
}: Pick<TrainingRun, 'state' | 'active' | 'decision' | 'report'>): Outcome {
  if (active) return 'active';
  if (decision !== null) return decision;
  if (state === 'failed') return 'failed';
  if (state !== 'done' && state !== 'stopped') return 'running';
  if (report !== null) return 'undecided';
  return state === 'done' ? 'no-better' : 'stopped';
}
