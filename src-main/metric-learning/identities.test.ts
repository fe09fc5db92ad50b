import { expect, it } from 'vitest';
import { identitiesOf } from './identities.ts';

const circle = (...degrees: number[]) =>
  Float32Array.from(
    degrees.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );

it('makes each nameless face somebody, but for those that may be somebody already', () => {
  const vectors = circle(0, 3, 40, 42, 90, 1);
  expect([...identitiesOf(vectors, 2, [4, -1, -1, -1, -1, -1], 0.1)]).toEqual([4, 5, 6, -1, 7, -1]);
});

it('leaves labelled faces as they are, and can do without any', () => {
  expect([...identitiesOf(circle(0, 0), 2, [1, 1], 0.1)]).toEqual([1, 1]);
  expect([...identitiesOf(circle(0, 90), 2, [-1, -1], 0.1)]).toEqual([0, 1]);
  expect([...identitiesOf(circle(), 2, [], 0.1)]).toEqual([]);
});
