import { expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { normalDeviate, seededRandom } from '../common/random.ts';
import { findBestCut } from './best-cut.ts';
import { clustersAt, emptyDendrogram } from './dendrogram.ts';
import { builtInMeasure as measure, tunedBetween } from './measure.ts';
import { NeighbourGraph } from './neighbour-graph.ts';
import { relink } from './relink.ts';
import { nearTo } from './test-inputs.ts';

const dimension = 24;
const range = tunedBetween(measure);

/**
 * Distances between the centres of the people, and of the faces from their centre; ten people with twelve
 * faces each.
 */
interface Drawn {
  people?: number;
  faces?: number;
  apart: number;
  spread: number;
  /** Number of the last faces that are added a second time. */
  copied?: number;
}

function drawLibrary({ people = 10, faces = 12, apart, spread, copied = 0 }: Drawn) {
  const random = seededRandom(1);
  const aside = (length: number) => {
    const v = Array.from({ length: dimension }, () => normalDeviate(random));
    return v.map((x) => (x * length) / Math.hypot(...v));
  };
  const moved = (v: number[], by: number[]) => {
    const sum = v.map((x, k) => x + by[k]!);
    return sum.map((x) => x / Math.hypot(...sum));
  };
  const origin = Array.from({ length: dimension }, (_, k) => (k === 0 ? 1 : 0));
  const middles = Array.from({ length: people }, () => moved(origin, aside(apart / Math.SQRT2)));
  const points = Array.from({ length: faces * people }, (_, i) => moved(middles[i % people]!, aside(spread)));
  points.push(...points.slice(points.length - copied));
  const graph = new NeighbourGraph();
  points.forEach((_, i) => graph.add(nearTo(points, i)));
  const facts = {
    photos: Uint32Array.from(points.keys()),
    lowQuality: new Uint8Array(points.length),
    people: new Int32Array(points.length),
    dismissed: new Uint8Array(points.length),
  };
  const input = { rows: graph.rows, facts, apart: [], measure };
  return { input, dendrogram: relink(input, emptyDendrogram, points.keys()), people };
}

const alike = drawLibrary({ apart: 0.38, spread: 0.17 });
const unlike = drawLibrary({ apart: 0.9, spread: 0.3 });
const whole = ({ dendrogram, people }: typeof alike, height: number) =>
  clustersAt(dendrogram, height).filter(({ length }) => length === 12).length === people;

it('finds the cut that suits a library of people who look alike, and one of people who do not', () => {
  const [strict, loose] = firstItems(
    [alike, unlike].map(({ input, dendrogram }) => findBestCut(input, dendrogram, range)!),
    2,
  );
  expect(whole(alike, strict)).toBe(true);
  expect(whole(unlike, loose)).toBe(true);
  // Neither library is grouped right by the cut of the other.
  expect(whole(alike, loose)).toBe(false);
  expect(whole(unlike, strict)).toBe(false);
});

it('returns null for a library with few faces', () => {
  const { input, dendrogram } = drawLibrary({ people: 1, apart: 0.5, spread: 0.2 });
  expect(findBestCut({ ...input, rows: { ...input.rows, size: 8 } }, dendrogram, range)).toBeNull();
});

it('returns null where hardly anybody occurs twice, and strangers would be joined', () => {
  const strangers = drawLibrary({ people: 120, faces: 1, apart: 0.9, spread: 0.1 });
  expect(findBestCut(strangers.input, strangers.dendrogram, range)).toBeNull();
});

it('joins no faces of one photo beyond a few', () => {
  const { input, dendrogram } = unlike;
  const facts = { ...input.facts, photos: input.facts.photos.map((_, i) => i % 10) };
  expect(findBestCut({ ...input, facts }, dendrogram, range)).toBeLessThan(
    findBestCut(input, dendrogram, range)!,
  );
});

it('ignores copies of a face in its photo, as in a mirror or a collage', () => {
  const { input, dendrogram } = drawLibrary({ apart: 0.9, spread: 0.3, copied: 24 });
  const copies = { ...input.facts, photos: input.facts.photos.map((_, i) => (i < 120 ? i : i - 24)) };
  expect(copies.photos.at(-1)).toBe(input.rows.size - 25);
  const best = findBestCut(input, dendrogram, range)!;
  expect(findBestCut({ ...input, facts: copies }, dendrogram, range)).toBeGreaterThan(best - 0.03);
});

it('ignores low-quality faces', () => {
  const { input, dendrogram } = unlike;
  const facts = { ...input.facts, lowQuality: new Uint8Array(input.rows.size).fill(1) };
  expect(findBestCut({ ...input, facts }, dendrogram, range)).toBeNull();
});
