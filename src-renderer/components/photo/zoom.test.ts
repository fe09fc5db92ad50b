import { expect, test } from 'vitest';
import { magnify, move, wholePicture } from './zoom.ts';

const room = { width: 400, height: 300 };

test('the point under the pointer stays where it is', () => {
  const at = { x: 100, y: -50 };
  const zoom = magnify(wholePicture, 2, at, room);
  expect(zoom).toEqual({ scale: 2, x: -100, y: 50 });
  const further = magnify(zoom, 2, at, room);
  expect((at.x - further.x) / further.scale).toBeCloseTo((at.x - zoom.x) / zoom.scale);
  expect((at.y - further.y) / further.scale).toBeCloseTo((at.y - zoom.y) / zoom.scale);
});

test('a picture is no smaller than its room and no larger than eight times', () => {
  expect(magnify(wholePicture, 0.2, { x: 10, y: 10 }, room)).toEqual(wholePicture);
  expect(magnify(wholePicture, 100, { x: 0, y: 0 }, room).scale).toBe(8);
});

test('a picture is moved no farther than to its edge', () => {
  const zoom = magnify(wholePicture, 2, { x: 0, y: 0 }, room);
  expect(move(zoom, 1000, -1000, room)).toEqual({ scale: 2, x: 200, y: -150 });
  expect(move(wholePicture, 50, 50, room)).toEqual(wholePicture);
});
