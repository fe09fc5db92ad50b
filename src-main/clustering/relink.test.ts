import { expect, it } from 'vitest';
import { seededRandom, shuffled } from '../common/random.ts';
import { clustersAt, emptyDendrogram } from './dendrogram.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph, neighboursKept } from './neighbour-graph.ts';
import type { LinkageInput, PointFacts } from './linkage-input.ts';
import { relink } from './relink.ts';
import { drawPoints, drawInput, everyPoint, expectToHold, nearTo, withChildren } from './test-inputs.ts';
import { linkByAverage } from './test-naive.ts';

const sorted = (clusters: number[][]) =>
  clusters.map((c) => c.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);

function expectAsNaive(input: LinkageInput): number {
  const dendrogram = relink(input, emptyDendrogram, everyPoint(input));
  const steps = linkByAverage(input);
  for (let k = 0; k + 1 < steps.length; k++) {
    const between = (steps[k]!.height + steps[k + 1]!.height) / 2;
    if (steps[k + 1]!.height - steps[k]!.height < 1e-5) continue;
    expect(clustersAt(dendrogram, between)).toEqual(sorted(steps[k]!.clusters));
  }
  return steps.length;
}

it.each([1, 2, 3, 4])('equals naive average linkage (seed %i)', (seed) => {
  expect(expectAsNaive(drawInput(60, seed))).toBeGreaterThan(20);
});

it('equals naive average linkage in many small libraries', () => {
  let steps = 0;
  for (let seed = 1; seed <= 60; seed++) steps += expectAsNaive(withChildren(drawInput(24, seed), seed));
  expect(steps).toBeGreaterThan(600);
});

it.each([1, 2, 3, 4, 5, 6])('links added points as a full linkage does (seed %i)', (seed) => {
  const { rows: all, facts, apart, points } = drawInput(300, seed);
  const graph = new NeighbourGraph();
  let dendrogram = emptyDendrogram;
  while (graph.size < all.size) {
    const changed = new Set<number>();
    for (const end = Math.min(all.size, graph.size + 17); graph.size < end;) {
      changed.add(graph.size);
      graph.add(nearTo(points, graph.size));
    }
    const { size } = graph;
    const upTo: PointFacts = {
      photos: facts.photos.subarray(0, size),
      lowQuality: facts.lowQuality.subarray(0, size),
      people: facts.people.subarray(0, size),
      dismissed: facts.dismissed.subarray(0, size),
    };
    const input = {
      rows: graph.rows,
      facts: upTo,
      apart: apart.filter(([a, b]) => a < size && b < size),
      measure,
    };
    for (const pair of input.apart) if (pair.some((i) => changed.has(i))) pair.forEach((i) => changed.add(i));
    dendrogram = relink(input, dendrogram, changed);
    const anew = relink(input, emptyDendrogram, everyPoint(input));
    for (const height of [0.1, 0.2, 0.25, 0.3, 0.33, 0.36, 0.4, 0.45, 0.5]) {
      expect(clustersAt(dendrogram, height)).toEqual(clustersAt(anew, height));
    }
  }
});

it.each([1, 2, 3])('links changed labels as a full linkage does (seed %i)', (seed) => {
  const input = drawInput(300, seed);
  let dendrogram = relink(input, emptyDendrogram, everyPoint(input));
  const random = seededRandom(seed + 100);
  for (let round = 0; round < 12; round++) {
    const changed = new Set<number>();
    const facts = {
      ...input.facts,
      people: input.facts.people.slice(),
      dismissed: input.facts.dismissed.slice(),
    };
    for (let k = 0; k < 4; k++) {
      const point = Math.floor(random() * 300);
      changed.add(point);
      if (random() < 0.3) facts.dismissed[point]! ^= 1;
      else facts.people[point] = Math.floor(random() * 7);
    }
    const apart = shuffled(input.apart, random).slice(0, 7);
    for (const pair of [...input.apart, ...apart]) pair.forEach((point) => changed.add(point));
    input.facts = facts;
    input.apart = apart;
    dendrogram = relink(input, dendrogram, changed);
    const anew = relink(input, emptyDendrogram, everyPoint(input));
    for (const height of [0.2, 0.3, 0.33, 0.36, 0.4, 0.5]) {
      expect(clustersAt(dendrogram, height)).toEqual(clustersAt(anew, height));
    }
  }
});

it.each([1, 2, 3, 4, 5])('respects all labels and constraints at every distance (seed %i)', (seed) => {
  const input = drawInput(200, seed);
  expectToHold(input, relink(input, emptyDendrogram, everyPoint(input)), seededRandom(seed));
});

it('does not depend on the order of points while all neighbours are kept', () => {
  const random = seededRandom(9);
  const points = drawPoints(neighboursKept, 5, random);
  const group = (order: number[]) => {
    const inOrder = order.map((i) => points[i]!);
    const graph = new NeighbourGraph();
    for (let i = 0; i < order.length; i++) graph.add(nearTo(inOrder, i));
    const none = { photos: Uint32Array.from(order.keys()), lowQuality: new Uint8Array(order.length) };
    const facts = { ...none, people: new Int32Array(order.length), dismissed: new Uint8Array(order.length) };
    const input = { rows: graph.rows, facts, apart: [], measure };
    const dendrogram = relink(input, emptyDendrogram, order.keys());
    return [0.2, 0.3, 0.35, 0.4].map((height) =>
      sorted(clustersAt(dendrogram, height).map((cluster) => cluster.map((i) => order[i]!))),
    );
  };
  const original = group([...points.keys()]);
  for (let k = 0; k < 5; k++) expect(group(shuffled([...points.keys()], random))).toEqual(original);
});
