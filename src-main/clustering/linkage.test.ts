import { expect, it } from 'vitest';
import { seededRandom, shuffled } from '../common/random.ts';
import { clustersAt, emptyDendrogram } from './dendrogram.ts';
import { emptyLinkage, updateLinkage } from './linkage.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph, neighboursKept, nobody } from './neighbour-graph.ts';
import { relink } from './relink.ts';
import type { LinkageInput, PointFacts } from './linkage-input.ts';
import { drawInput, everyPoint, expectToHold, nearTo, withChildren } from './test-inputs.ts';
import { linkWithinTrees } from './test-naive.ts';

const heights = [0, 0.1, 0.2, 0.25, 0.28, 0.3, 0.33, 0.36, 0.4, 0.5, 0.59];
const sorted = (clusters: number[][]) =>
  clusters.map((c) => c.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);

it('merges the two most similar clusters of a tree repeatedly', () => {
  let steps = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const input = withChildren(drawInput(40, seed, 9), seed);
    const { dendrogram } = updateLinkage(input, emptyLinkage, everyPoint(input));
    const naive = linkWithinTrees(input, relink(input, emptyDendrogram, everyPoint(input)));
    // Trees are linked independently: only the last step at a height equals the cut there.
    for (const height of heights) {
      const step = naive.findLast((each) => each.height <= height)!;
      expect(clustersAt(dendrogram, height)).toEqual(sorted(step.clusters));
    }
    steps += naive.length;
  }
  expect(steps).toBeGreaterThan(200);
});

it.each([1, 2, 3])('links added points as a full linkage does (seed %i)', (seed) => {
  const { rows: all, facts, apart, points } = drawInput(300, seed, 20);
  const graph = new NeighbourGraph();
  let linkage = emptyLinkage;
  while (graph.size < all.size) {
    const changed = new Set<number>();
    for (const end = Math.min(all.size, graph.size + 23); graph.size < end;) {
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
    const known = apart.filter(([a, b]) => a < size && b < size);
    const input = { rows: graph.rows, facts: upTo, apart: known, measure };
    for (const pair of known) if (pair.some((i) => changed.has(i))) pair.forEach((i) => changed.add(i));
    linkage = updateLinkage(input, linkage, [...changed]);
    expectAnew(input, linkage.dendrogram);
  }
});

it.each([1, 2, 3])('links changed labels as a full linkage does (seed %i)', (seed) => {
  const input = drawInput(300, seed, 20);
  let linkage = updateLinkage(input, emptyLinkage, everyPoint(input));
  const random = seededRandom(seed + 100);
  for (let round = 0; round < 10; round++) {
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
    linkage = updateLinkage(input, linkage, [...changed]);
    expectAnew(input, linkage.dendrogram);
    expectToHold(input, linkage.dendrogram, random);
  }
});

function expectAnew(input: LinkageInput, dendrogram: { order: Uint32Array; gaps: Float32Array }): void {
  const anew = updateLinkage(input, emptyLinkage, everyPoint(input)).dendrogram;
  for (const height of heights) expect(clustersAt(dendrogram, height)).toEqual(clustersAt(anew, height));
}

/**
 * Groups of points of the given sizes, near within each group, and edges between points of two groups at a
 * distance.
 */
function inputOf(sizes: number[], between: { from: number; to: number; distance: number }[]): LinkageInput {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const groupOf = sizes.flatMap((size, group) => Array.from({ length: size }, () => group));
  const graph = new NeighbourGraph();
  for (let i = 0; i < count; i++) {
    const own = Array.from({ length: i }, (_, other) => other).filter(
      (other) => groupOf[other] === groupOf[i],
    );
    const near = own.slice(-8).map((point) => ({ point, distance: 0.1 }));
    const far = between.filter(({ from }) => from === i).map(({ to, distance }) => ({ point: to, distance }));
    graph.add([...near, ...far].slice(0, neighboursKept));
  }
  const facts = {
    photos: Uint32Array.from({ length: count }, (_, i) => i),
    lowQuality: new Uint8Array(count),
    people: new Int32Array(count),
    dismissed: new Uint8Array(count),
  };
  expect(graph.rows.neighbours[0]).toBe(nobody);
  return { rows: graph.rows, facts, apart: [], measure };
}

it('merges an outlier with the large group that has a few similar faces, not with another outlier', () => {
  const size = 60;
  const [stray, other] = [size, size + 1];
  const input = inputOf(
    [size, 1, 1],
    [
      ...Array.from({ length: 8 }, (_, k) => ({ from: stray, to: 6 * k, distance: 0.4 })),
      { from: other, to: stray, distance: 0.375 },
    ],
  );
  const at = (height: number) =>
    clustersAt(updateLinkage(input, emptyLinkage, everyPoint(input)).dendrogram, height);
  expect(at(0.37)).toEqual([[...Array.from({ length: size + 1 }, (_, i) => i)], [other]]);
  // Average linkage pairs the two strays first.
  const average = clustersAt(relink(input, emptyDendrogram, everyPoint(input)), 0.38);
  expect(average).toContainEqual([stray, other]);
});

it('keeps two large groups apart whose few edges would join a single face', () => {
  const link = (second: number) => {
    const edges = Array.from({ length: second }, (_, k) =>
      Array.from({ length: 3 }, (_, j) => ({ from: 30 + k, to: 3 * k + j, distance: 0.34 })),
    ).flat();
    const input = inputOf([30, second], edges);
    return clustersAt(updateLinkage(input, emptyLinkage, everyPoint(input)).dendrogram, 0.335).length;
  };
  expect(link(1)).toBe(1);
  expect(link(10)).toBe(2);
});

it('keeps the linkage of unchanged trees', () => {
  const input = inputOf([10, 10], []);
  const linkage = updateLinkage(input, emptyLinkage, everyPoint(input));
  const marked = { ...linkage.dendrogram, gaps: linkage.dendrogram.gaps.map((gap) => gap + 0.001) };
  const { order, gaps } = updateLinkage(input, { ...linkage, dendrogram: marked }, [3]).dendrogram;
  for (let place = 0; place < order.length; place++) {
    const was = linkage.dendrogram.order.indexOf(order[place]!);
    const isMarked = gaps[place] === marked.gaps[was];
    if (gaps[place]! < Infinity) expect(isMarked).toBe(order[place]! >= 10);
  }
});
