import { expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { codeLength, infomap, type WeightedEdge } from './infomap.ts';

const edge = (a: number, b: number, weight = 1): WeightedEdge => ({ a, b, weight });
const triangle = (a: number, b: number, c: number) => [edge(a, b), edge(b, c), edge(a, c)];
/** Points 0 to 2 and 3 to 5, joined by one edge. */
const twoTriangles = [...triangle(0, 1, 2), ...triangle(3, 4, 5), edge(2, 3)];

/**
 * Computed by hand: of 14 ends four points have 2 and two have 3. Each of two modules is left by 1 end of 14 and holds half of the
 * walk: plogp(2/14) - 4 plogp(1/14) - (4 plogp(2/14) + 2 plogp(3/14)) + 2 plogp(8/14)
 * = -0.401051 + 1.087816 + 2.556657 - 0.922691. In one module there are no exits: 2.556657.
 */
it('tells the length that the map equation gives by hand', () => {
  expect(codeLength(6, twoTriangles, [0, 0, 0, 1, 1, 1])).toBeCloseTo(2.32073, 5);
  expect(codeLength(6, twoTriangles, [0, 0, 0, 0, 0, 0])).toBeCloseTo(2.556657, 5);
});

/** A pair by itself: each point is half of the walk. One module takes 1 bit, two take plogp(1) + 4/2 + 2/2 + 0 = 3. */
it('tells the length of a pair', () => {
  expect(codeLength(2, [edge(0, 1)], [0, 0])).toBeCloseTo(1, 12);
  expect(codeLength(2, [edge(0, 1)], [0, 1])).toBeCloseTo(3, 12);
});

it('finds two triangles, and leaves a point without edges alone', () => {
  expect(infomap(7, twoTriangles, 1)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

it('heeds weights: a heavy bridge takes its ends together', () => {
  const edges = [edge(0, 1), edge(1, 2, 20), edge(2, 3)];
  expect(infomap(4, edges, 1)).toEqual([[0, 1, 2, 3]]);
  const path = [edge(0, 1, 20), edge(1, 2), edge(2, 3, 20)];
  expect(infomap(4, path, 1)).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it('groups nothing where there are no edges', () => {
  expect(infomap(3, [], 1)).toEqual([[0], [1], [2]]);
  expect(infomap(0, [], 1)).toEqual([]);
});

/** All ways to part points, as the module of each. */
function* partitions(count: number): Generator<number[]> {
  if (count === 0) return yield [];
  for (const rest of partitions(count - 1)) {
    const modules = Math.max(-1, ...rest) + 1;
    for (let module = 0; module <= modules; module++) yield [...rest, module];
  }
}

it.each([1, 2, 3, 4, 5, 6])('comes near the shortest of all partitions of seven points (seed %i)', (seed) => {
  const random = seededRandom(seed);
  const edges: WeightedEdge[] = [];
  for (let a = 0; a < 7; a++)
    for (let b = 0; b < a; b++) if (random() < 0.4) edges.push(edge(a, b, 0.1 + random()));
  const shortest = Math.min(...[...partitions(7)].map((modules) => codeLength(7, edges, modules)));
  const modules = new Array<number>(7);
  infomap(7, edges, seed).forEach((members, module) => members.forEach((point) => (modules[point] = module)));
  expect(codeLength(7, edges, modules)).toBeLessThan(shortest * 1.02 + 1e-9);
});
