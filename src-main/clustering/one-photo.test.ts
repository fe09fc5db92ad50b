import { expect, it } from 'vitest';
import { normalDeviate, seededRandom } from '../common/random.ts';
import { clustersAt, emptyDendrogram } from './dendrogram.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph } from './neighbour-graph.ts';
import { relink } from './relink.ts';
import { nearTo } from './test-inputs.ts';

const dimension = 16;

/** Faces about two middles that are `apart` from each other, by turns. */
function drawTwo(count: number, apart: number): number[][] {
  const random = seededRandom(2);
  return Array.from({ length: count }, (_, i) => {
    const v = Array.from({ length: dimension }, () => 0.035 * normalDeviate(random));
    v[0] += 1;
    v[1] += (i % 2) * apart;
    return v.map((x) => x / Math.hypot(...v));
  });
}

/** @param photoOf numbers that are the same are one photo */
function groups(points: number[][], photoOf: (point: number) => number, people?: Int32Array): number[][] {
  const graph = new NeighbourGraph();
  points.forEach((_, i) => graph.add(nearTo(points, i)));
  const facts = {
    photos: Uint32Array.from(points.keys(), photoOf),
    lowQuality: new Uint8Array(points.length),
    people: people ?? new Int32Array(points.length),
    dismissed: new Uint8Array(points.length),
  };
  const input = { rows: graph.rows, facts, apart: [], measure };
  return clustersAt(relink(input, emptyDendrogram, points.keys()), 0.4);
}

it('keeps a person together of whom one photo is a collage', () => {
  const points = drawTwo(24, 0.15);
  expect(groups(points, (point) => point)).toHaveLength(1);
  // Faces 0 and 1 are in one photo; they lie on either side.
  expect(groups(points, (point) => Math.max(1, point))).toHaveLength(1);
});

it('keeps two apart who look alike and are in many photos together', () => {
  const points = drawTwo(24, 0.3);
  expect(groups(points, (point) => point)).toHaveLength(1);
  const apart = groups(points, (point) => Math.floor(point / 2));
  expect(apart.filter(({ length }) => length === 12)).toHaveLength(2);
});

it('lets the user have two faces of one photo as one person', () => {
  const points = drawTwo(24, 0.3);
  const people = new Int32Array(24);
  people.fill(7, 0, 2);
  const found = groups(points, (point) => Math.floor(point / 2), people);
  expect(found.find((members) => members.includes(0))).toContain(1);
});
