import { expect, it } from 'vitest';
import { emptyLinkage, updateLinkage } from '../../clustering/linkage.ts';
import { builtInMeasure as measure } from '../../clustering/measure.ts';
import { NeighbourGraph } from '../../clustering/neighbour-graph.ts';
import { answersNeeded, answersWithLinkage } from './effort.ts';

const people = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

it('takes one answer a person where the groups are right', () => {
  expect(answersNeeded([range(0, 10), range(10, 20)], people)).toBe(2);
});

it('takes one more for each group too many, and for each face in the wrong one, until enough are right', () => {
  // 19 of 20 are enough: five, five and nine faces are named, the tenth may wait.
  expect(answersNeeded([range(0, 5), range(5, 10), range(10, 19), [19]], people)).toBe(3);
  expect(answersNeeded([range(0, 8), [8], [9], range(10, 20)], people)).toBe(3);
  // Two of the second person are with the first: one of them has to be moved.
  expect(answersNeeded([[...range(0, 10), 10, 11], range(12, 20)], people)).toBe(3);
  expect(answersNeeded([range(0, 20)], people)).toBe(1 + 9);
});

/** Points on a line, as a library of faces that are so far from each other. */
function libraryOf(places: number[]) {
  const graph = new NeighbourGraph();
  places.forEach((place, i) => {
    const near = places.slice(0, i).map((other, point) => ({ point, distance: Math.abs(other - place) }));
    graph.add(near.sort((a, b) => a.distance - b.distance));
  });
  const count = places.length;
  const facts = {
    photos: Uint32Array.from(range(0, count)),
    lowQuality: new Uint8Array(count),
    people: new Int32Array(count),
    dismissed: new Uint8Array(count),
  };
  const input = { rows: graph.rows, facts, apart: [], measure };
  return { input, linkage: updateLinkage(input, emptyLinkage, range(0, count)) };
}

it('moves the slider instead of naming strays, because named people stay apart', () => {
  // Two people at 0 and 0.5; each has three strays 0.25 away on the far side, which stand alone at 0.2.
  const strays = [-0.25, -0.26, -0.27, 0.75, 0.76, 0.77].map((place, k) => place + 0.001 * k);
  const places = [
    ...range(0, 8).map((k) => 0.001 * k),
    ...range(0, 8).map((k) => 0.5 + 0.001 * k),
    ...strays,
  ];
  const whose = [...Array<number>(8).fill(0), ...Array<number>(8).fill(1), 0, 0, 0, 1, 1, 1];
  const faces = { central: Uint32Array.from(range(0, 22)), people: Uint32Array.from(whose) };
  const { input, linkage } = libraryOf(places);
  const answers = answersWithLinkage({ input, linkage, faces, distance: 0.2, measure });
  expect(answers).toBe(3);
});
