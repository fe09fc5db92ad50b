import { expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { Agglomeration } from './agglomeration.ts';
import { clustersAt, type Dendrogram, emptyDendrogram } from './dendrogram.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph } from './neighbour-graph.ts';
import { relink } from './relink.ts';
import type { LinkageInput } from './linkage-input.ts';
import { LinkageEdges } from './linkage-edges.ts';
import { MergeTree } from './merge-tree.ts';
import { drawInput, everyPoint, expectToHold, nearTo } from './test-inputs.ts';

const known = 240;
const steadiness = 4;

/** A growing library: the last points come seven at a time, and none of these is labelled. */
function* growing(seed: number): Generator<{ input: LinkageInput; changed: number[] }> {
  const { facts, apart, points } = drawInput(400, seed, 40);
  facts.people.fill(0, known);
  facts.dismissed.fill(0);
  const graph = new NeighbourGraph();
  while (graph.size < points.length) {
    const start = graph.size;
    for (const end = start === 0 ? known : Math.min(points.length, start + 7); graph.size < end;) {
      graph.add(nearTo(points, graph.size));
    }
    const { size } = graph;
    const upTo = {
      photos: facts.photos.subarray(0, size),
      lowQuality: facts.lowQuality.subarray(0, size),
      people: facts.people.subarray(0, size),
      dismissed: facts.dismissed.subarray(0, size),
    };
    const pairs = apart.filter((pair) => pair.every((point) => point < known));
    const changed = Array.from({ length: size - start }, (_, i) => start + i);
    yield { input: { rows: graph.rows, facts: upTo, apart: pairs, measure }, changed };
  }
}

/** Jaccard index of the pairs joined by two dendrograms at a height. */
function agreement(one: Dendrogram, other: Dendrogram, height: number): number {
  const together = (dendrogram: Dendrogram) =>
    new Set(
      clustersAt(dendrogram, height).flatMap((members) =>
        members.flatMap((a, i) => members.slice(i + 1).map((b) => `${a} ${b}`)),
      ),
    );
  const [a, b] = [together(one), together(other)];
  const both = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 1 : both / (a.size + b.size - both);
}

it.each([1, 2, 3, 4, 5, 6])(
  'keep cannot-link pairs apart, lose no point, and give similar groups (seed %i)',
  (seed) => {
    let dendrogram = emptyDendrogram;
    let grafts = 0;
    const agreements: number[] = [];
    const random = seededRandom(seed);
    for (const { input, changed } of growing(seed)) {
      const agglomeration = new Agglomeration(
        input,
        new MergeTree(input, dendrogram),
        new LinkageEdges(input),
        steadiness,
      );
      agglomeration.run(changed);
      grafts += agglomeration.grafts.all.length;
      dendrogram = relink(input, dendrogram, changed, steadiness);
      expect(dendrogram.order.toSorted()).toEqual(Uint32Array.from(everyPoint(input)));
      expectToHold(input, dendrogram, random);
      const anew = relink(input, emptyDendrogram, everyPoint(input));
      for (const height of [0.2, 0.3, 0.36, 0.4]) {
        agreements.push(agreement(dendrogram, anew, height));
      }
    }
    expect(grafts).toBeGreaterThan(20);
    // In so small a library each graft has much weight, and in so few dimensions most points are near many.
    const mean = agreements.reduce((sum, part) => sum + part) / agreements.length;
    expect(mean).toBeGreaterThan(0.5);
  },
);
