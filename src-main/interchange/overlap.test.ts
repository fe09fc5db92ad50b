import { expect, it } from 'vitest';
import { matchBoxes } from './overlap.ts';

const square = (x: number, y = 0, size = 1) => ({ x, y, width: size, height: size });

it('matches boxes by overlap, the closest first, each once', () => {
  const matches = matchBoxes([square(0), square(0.2)], [square(0.25), square(5)], 0.5);
  expect(matches).toEqual([{ first: 1, second: 0, iou: expect.closeTo(0.95 / 1.05) }]);
});

it('matches no boxes below the minimum overlap, and none that only touch', () => {
  expect(matchBoxes([square(0)], [square(0.5)], 0.34)).toEqual([]);
  expect(matchBoxes([square(0)], [square(0.5)], 0.33)).toHaveLength(1);
  expect(matchBoxes([square(0)], [square(1)], 0)).toEqual([]);
  expect(matchBoxes([], [square(1)], 0)).toEqual([]);
});
