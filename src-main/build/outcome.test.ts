import { expect, test } from 'vitest';
import { judge, type Outcome, summary, total, totalLine } from './outcome.ts';

const outcome = (passed: number, failed: number, skipped: number): Outcome => ({
  passed,
  failed,
  skipped,
  skips: Array.from({ length: skipped }, (_, i) => ({ test: `test ${i}`, reason: 'no camera' })),
});

test('the last line is the sum over all runners', () => {
  expect(totalLine([outcome(1, 0, 0), outcome(40, 2, 3), outcome(6, 1, 2)])).toBe(
    '47 passed, 3 failed, 5 skipped',
  );
  expect(totalLine([])).toBe('0 passed, 0 failed, 0 skipped');
});

test('a runner’s outcome is accepted if its exit status agrees', () => {
  expect(judge('unit', outcome(3, 0, 1), 0)).toEqual({ runner: 'unit', ...outcome(3, 0, 1) });
  expect(judge('unit', outcome(3, 2, 0), 1)).toEqual({ runner: 'unit', ...outcome(3, 2, 0) });
});

test('a runner with only skipped tests has not failed', () => {
  expect(judge('end to end', outcome(0, 0, 4), 0).failed).toBe(0);
});

test.each([
  ['crashed without results', null, 134, 0],
  ['was ended by a signal', null, null, 0],
  ['ended well without results', null, 0, 0],
  ['ran nothing', outcome(0, 0, 0), 0, 0],
  ['ended with an error though its tests passed', outcome(5, 0, 0), 1, 5],
])('a runner that %s counts as one failure', (_, found, status, passed) => {
  const judged = judge('unit', found, status);
  expect(total([judged])).toEqual({ passed, failed: 1, skipped: 0 });
  expect(judged.trouble).toBeTypeOf('string');
});

test('the summary lists skipped tests by reason, and runners in trouble', () => {
  const skips = [
    { test: 'a', reason: 'no display' },
    { test: 'b', reason: null },
    { test: 'c', reason: 'no display' },
  ];
  const lines = summary([
    { runner: 'end to end', passed: 12, failed: 0, skipped: 3, skips },
    judge('unit', null, 1),
  ]).split('\n');
  expect(lines).toEqual([
    '             passed   failed  skipped',
    'end to end       12        0        3',
    'unit              0        1        0',
    'unit failed: it left no results (exit status 1)',
    'Skipped in end to end: no display',
    '  a',
    '  c',
    'Skipped in end to end: no reason stated',
    '  b',
  ]);
});
