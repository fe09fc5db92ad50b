import { expect, it } from 'vitest';
import { outcomeOf } from './outcome.ts';

const run = { state: 'done', active: false, decision: null, report: null } as const;

it('tells a run that found nothing better from one that was stopped', () => {
  expect(outcomeOf(run)).toBe('no-better');
  expect(outcomeOf({ ...run, state: 'stopped' })).toBe('stopped');
});

it('tells what the user made of a run before how it ended', () => {
  expect(outcomeOf({ ...run, state: 'stopped', decision: 'kept-old' })).toBe('kept-old');
  expect(outcomeOf({ ...run, active: true, decision: 'used' })).toBe('active');
  expect(outcomeOf({ ...run, state: 'failed' })).toBe('failed');
  expect(outcomeOf({ ...run, state: 'paused' })).toBe('running');
});
