import { expect, test } from 'vitest';
import { extended, joined } from './curve.ts';

const at = (...steps: number[]) => steps.map((step) => ({ step, loss: 1 / step, active: 0.5, val: null }));

test('a curve grows by a point that is newer, and by no other', () => {
  expect(extended([], at(1)[0]!)).toEqual(at(1));
  expect(extended(at(1, 2), at(3)[0]!)).toEqual(at(1, 2, 3));
  const curve = at(1, 2);
  expect(extended(curve, at(2)[0]!)).toBe(curve);
  expect(extended(curve, null)).toBe(curve);
});

test('points heard while the kept ones were fetched follow them once', () => {
  expect(joined(at(1, 2, 3), at(3, 4))).toEqual(at(1, 2, 3, 4));
  expect(joined([], at(5))).toEqual(at(5));
  expect(joined(at(1), [])).toEqual(at(1));
});
