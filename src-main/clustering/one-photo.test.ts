import { expect, it } from 'vitest';
import { normalDeviate, seededRandom } from '../common/random.ts';
import { clustersAt, emptyDendrogram } from './dendrogram.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph } from './neighbour-graph.ts';
import { relink } from './relink.ts';
import { nearTo } from './test-inputs.ts';

const dimension = 16;

/** Points around two centres at a distance of `apart`, alternating. */
function drawTwo(count: number, apart: number): number[][] {
  const random = seededRandom(2);
  return Array.from({ length: count }, (_, i) => {
    const v = Array.from({ length: dimension }, () => 0.035 * normalDeviate(random));
    v[0]! += 1;
    v[1]! += (i % 2) * apart;
    return v.map((x) => x / Math.hypot(...v));
  });
}

/** @param photoOf photo number of each point */
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

it('keeps a person with a collage in one group', () => {
  const points = drawTwo(24, 0.15);
  expect(groups(points, (point) => point)).toHaveLength(1);
  // Faces 0 and 1 are in one photo and belong to different centres.
  expect(groups(points, (point) => Math.max(1, point))).toHaveLength(1);
});

it('keeps two similar people who share many photos apart', () => {
  const points = drawTwo(24, 0.3);
  expect(groups(points, (point) => point)).toHaveLength(1);
  const apart = groups(points, (point) => Math.floor(point / 2));
  expect(apart.filter(({ length }) => length === 12)).toHaveLength(2);
});

it('joins two faces of one photo that the user labelled as one person', () => {
  const points = drawTwo(24, 0.3);
  const people = new Int32Array(24);
  people.fill(7, 0, 2);
  const found = groups(points, (point) => Math.floor(point / 2), people);
  expect(found.find((members) => members.includes(0))).toContain(1);
});
