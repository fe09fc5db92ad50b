import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson.ts';

test.each([
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('of %i of %i trials', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes / trials, trials);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('is not nothing where all succeeded', () => {
  const { low, high } = wilsonInterval(1, 23);
  expect(low).toBeCloseTo(0.8569, 4);
  expect(high).toBe(1);
});
