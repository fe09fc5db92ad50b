import { expect, test } from 'vitest';
import { boxBetween, boxInTheMiddle, holdsFace, moved, resized } from './drawn-box.ts';

const photo = { width: 800, height: 400 };

test('a box begins as a square in the middle', () => {
  const box = boxInTheMiddle(photo);
  expect(box.width * photo.width).toBeCloseTo(80);
  expect(box.height * photo.height).toBeCloseTo(80);
  expect([box.x + box.width / 2, box.y + box.height / 2]).toEqual([0.5, 0.5]);
});

test('a box spans two places whichever comes first, and ends at the edge of the photo', () => {
  const box = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
  expect(boxBetween({ x: 0.25, y: 0.5 }, { x: 0.75, y: 0.75 })).toEqual(box);
  expect(boxBetween({ x: 0.75, y: 0.5 }, { x: 0.25, y: 0.75 })).toEqual(box);
  expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 1.5, y: -1 })).toEqual({
    x: 0.5,
    y: 0,
    width: 0.5,
    height: 0.5,
  });
});

test('a click is no face, nor is what is smaller than 16 pixels', () => {
  expect(holdsFace(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 }), photo)).toBe(false);
  expect(holdsFace({ x: 0, y: 0, width: 15 / 800, height: 0.5 }, photo)).toBe(false);
  expect(holdsFace({ x: 0, y: 0, width: 16 / 800, height: 16 / 400 }, photo)).toBe(true);
});

test('a box is moved and resized by equal steps, within the photo and never too small', () => {
  const box = { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };
  expect(moved(box, 1, -1, photo)).toEqual({ ...box, x: 0.5 + 4 / 800, y: 0.5 - 4 / 400 });
  expect(moved(box, 1000, -1000, photo)).toEqual({ ...box, x: 0.75, y: 0 });
  expect(resized(box, 1, -1, photo)).toEqual({ ...box, width: 0.25 + 4 / 800, height: 0.25 - 4 / 400 });
  expect(resized(box, 1000, -1000, photo)).toEqual({ ...box, width: 0.5, height: 16 / 400 });
});
