import { expect, it } from 'vitest';
import { validationRate } from './validation.ts';

/** Points on a circle, by their angles in degrees. */
const circle = (...angles: number[]) =>
  Float32Array.from(
    angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );

it('is the part of the pairs of one person that are nearer than all but the accepted strangers', () => {
  // Pairs of one person are 10, 10 and 20 apart, the nearest strangers 15.
  const vectors = circle(0, 10, 20, 35, 120);
  expect(validationRate(vectors, 2, [1, 1, 1, 2, -1], 0)).toBeCloseTo(2 / 3);
  // One of the seven pairs of strangers may pass: the next nearest is 25 away.
  expect(validationRate(vectors, 2, [1, 1, 1, 2, -1], 1 / 7)).toBe(1);
});

it('takes nobody for one person with nobody', () => {
  expect(validationRate(circle(0, 1, 90, 91), 2, [-1, -1, 3, 3], 0)).toBe(0);
});

it('says nothing without a pair of one person, or without one of two', () => {
  for (const people of [[], [1], [1, 2], [1, 1], [-1, -1]]) {
    expect(validationRate(circle(...people.map((_, i) => 10 * i)), 2, people, 1e-3)).toBeNull();
  }
});
