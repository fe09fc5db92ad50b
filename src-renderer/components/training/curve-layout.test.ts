import { expect, test } from 'vitest';
import { niceTop, pathThrough, scale, spanOfParts, thinned } from './curve-layout.ts';

test.each([
  [0, 1],
  [0.021, 0.05],
  [0.05, 0.05],
  [0.051, 0.1],
  [0.3, 0.5],
  [1, 1],
  [7, 10],
])('an axis up to %f ends at %f', (value, top) => {
  expect(niceTop(value)).toBe(top);
});

test('an axis of parts begins beneath the least of them, and leaves room to see it', () => {
  expect(spanOfParts([0.62, 0.71])).toEqual([0.6, 1]);
  expect(spanOfParts([0.99])).toEqual([0.9, 1]);
  expect(spanOfParts([0.3])).toEqual([0.3, 1]);
  expect(spanOfParts([0, 1])).toEqual([0, 1]);
  expect(spanOfParts([])).toEqual([0.9, 1]);
});

test('a long curve is drawn by fewer points, its ends among them', () => {
  const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x * x }));
  const few = thinned(points, 50);
  expect(few).toHaveLength(50);
  expect([few[0], few.at(-1)]).toEqual([points[0], points[999]]);
  expect(thinned(points.slice(0, 50), 50)).toEqual(points.slice(0, 50));
  expect(thinned([], 50)).toEqual([]);
});

test('a path begins with a move and goes on with lines', () => {
  expect(pathThrough([])).toBe('');
  expect(pathThrough([{ x: 1, y: 2.25 }])).toBe('M1.0 2.3');
  expect(
    pathThrough([
      { x: 0, y: 0 },
      { x: 10, y: 5 },
    ]),
  ).toBe('M0.0 0.0L10.0 5.0');
});

test('a scale leads low to from and high to to, and one lone value to the middle', () => {
  const y = scale([0, 2], [100, 0]);
  expect([y(0), y(1), y(2)]).toEqual([100, 50, 0]);
  expect(scale([3, 3], [0, 10])(3)).toBe(5);
});
