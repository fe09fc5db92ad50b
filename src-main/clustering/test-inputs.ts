import { expect } from 'vitest';
import { normalDeviate, seededRandom } from '../common/random.ts';
import { clustersAt, type Dendrogram } from './dendrogram.ts';
import { builtInMeasure as measure } from './measure.ts';
import { type Near, NeighbourGraph, neighboursKept } from './neighbour-graph.ts';
import type { PointFacts, LinkageInput } from './linkage-input.ts';

const dimension = 8;

/**
 * For tests: points around a few centres, so that some pairs are one person, some are near, and most are not.
 */
export function drawPoints(count: number, each: number, random: () => number): number[][] {
  const gaussian = () => normalDeviate(random);
  const unit = (v: number[]) => v.map((x) => x / Math.hypot(...v));
  const centres = Array.from({ length: Math.ceil(count / each) }, () =>
    unit(Array.from({ length: dimension }, (_, k) => (k === 0 ? 4 : 0) + gaussian())),
  );
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * centres.length)]!;
    return unit(centre.map((x) => x + 0.09 * gaussian()));
  });
}

const distanceOf = (a: number[], b: number[]) => Math.fround(Math.hypot(...a.map((x, k) => x - b[k]!)));

/** The nearest neighbours of a point among the earlier ones. */
export function nearTo(points: number[][], point: number): Near[] {
  return Array.from({ length: point }, (_, other) => ({
    point: other,
    distance: distanceOf(points[point]!, points[other]!),
  }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, neighboursKept);
}

function drawFacts(count: number, random: () => number): PointFacts {
  return {
    photos: Uint32Array.from({ length: count }, () => Math.floor(random() * count * 0.7)),
    lowQuality: Uint8Array.from({ length: count }, () => (random() < 0.15 ? 1 : 0)),
    people: Int32Array.from({ length: count }, () => (random() < 0.15 ? 1 + Math.floor(random() * 6) : 0)),
    dismissed: Uint8Array.from({ length: count }, () => (random() < 0.05 ? 1 : 0)),
  };
}

/**
 * For tests: a random library of `count` faces.
 * @param each mean number of faces per person
 */
export function drawInput(count: number, seed: number, each = 5): LinkageInput & { points: number[][] } {
  const random = seededRandom(seed);
  const points = drawPoints(count, each, random);
  const graph = new NeighbourGraph();
  for (let i = 0; i < count; i++) graph.add(nearTo(points, i));
  const any = () => Math.floor(random() * count);
  const apart = Array.from({ length: 10 }, () => [any(), any()] as const).filter(([a, b]) => a !== b);
  return { rows: graph.rows, facts: drawFacts(count, random), apart, measure, points };
}

/** Returns the input with random child likelihoods for about a third of its points. */
export function withChildren<I extends LinkageInput>(input: I, seed: number): I {
  const random = seededRandom(1000 + seed);
  const young = Uint8Array.from({ length: input.rows.size }, () => Math.max(0, 765 * (random() - 2 / 3)));
  return { ...input, facts: { ...input.facts, young } };
}

export const everyPoint = ({ rows }: LinkageInput): number[] =>
  Array.from({ length: rows.size }, (_, i) => i);

/**
 * Expects that all labels and constraints are respected at every distance, and that a larger distance only
 * joins.
 */
export function expectToHold(input: LinkageInput, dendrogram: Dendrogram, random: () => number): void {
  const { facts, apart } = input;
  let before: number[][] = [];
  for (const height of [0, ...Array.from({ length: 20 }, random).sort(), 2]) {
    const clusters = clustersAt(dendrogram, height);
    const clusterOf = new Map(clusters.flatMap((members, c) => members.map((point) => [point, c] as const)));
    for (const members of clusters) {
      const people = new Set(members.map((i) => facts.people[i]).filter((person) => person !== 0));
      expect(people.size).toBeLessThanOrEqual(1);
      if (members.length > 1 && people.size === 0) {
        expect(members.some((i) => !facts.lowQuality[i])).toBe(true);
      }
    }
    for (const person of new Set(facts.people)) {
      if (person === 0) continue;
      const theirs = everyPoint(input).filter((i) => facts.people[i] === person && !facts.dismissed[i]);
      expect(new Set(theirs.map((i) => clusterOf.get(i))).size).toBeLessThanOrEqual(1);
    }
    for (const [a, b] of apart) {
      if (facts.people[a] !== 0 && facts.people[a] === facts.people[b]) continue;
      if (!facts.dismissed[a] && !facts.dismissed[b]) expect(clusterOf.get(a)).not.toBe(clusterOf.get(b));
    }
    for (const members of before) expect(new Set(members.map((i) => clusterOf.get(i))).size).toBe(1);
    before = clusters;
  }
}
