import { expect, test } from 'vitest';
import { layout, step, windowOf } from './grid-layout.ts';

test('tiles fill the width', () => {
  const { columns, row, gap } = layout(1000, 150, 50, 20);
  expect({ columns, gap }).toEqual({ columns: 6, gap: 20 });
  expect(columns * (row - 50 - gap) + (columns - 1) * gap).toBeCloseTo(1000);
});

test('a phone shows three narrower tiles with smaller gaps', () => {
  expect(layout(340, 150, 0, 20)).toEqual({ columns: 3, gap: 12, row: (340 - 24) / 3 + 12 });
});

test('only rows near the window are kept', () => {
  expect(windowOf(-100, 800, 200, 1000)).toEqual({ from: 0, to: 7 });
  expect(windowOf(10_000, 800, 200, 1000)).toEqual({ from: 47, to: 57 });
  expect(windowOf(10_000, 800, 200, 50)).toEqual({ from: 47, to: 50 });
  expect(windowOf(0, 800, 200, 0)).toEqual({ from: 0, to: 0 });
});

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowLeft', 0, null],
  ['ArrowDown', 2, 6],
  ['ArrowDown', 8, null],
  ['ArrowUp', 6, 2],
  ['Home', 7, 0],
  ['End', 0, 9],
  ['PageDown', 1, 9],
  ['PageUp', 9, 1],
  ['Enter', 3, null],
  ['constructor', 3, null],
])('%s leads from tile %i to %s in four columns of ten', (key, from, to) => {
  expect(step(key, from, 10, 4, 2)).toBe(to);
});
