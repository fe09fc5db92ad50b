import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalDeviate, seededRandom } from '../common/random.ts';
import { normalise } from '../common/vectors.ts';
import { clustersAt } from './dendrogram.ts';
import { neighbourTask, searchHere } from './exact-neighbours.ts';
import { emptyLinkage, updateLinkage } from './linkage.ts';
import { builtInMeasure as measure } from './measure.ts';
import { NeighbourGraph, neighboursKept, nobody } from './neighbour-graph.ts';
import { findNeighbours } from './neighbour-threads.ts';
import { VectorSet } from './vector-set.ts';

const dimension = 128;
const never = new AbortController().signal;

/** Faces of a few people each, in a cone as faces are. */
function drawVectors(count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  const around = (centre: Float32Array, spread: number) =>
    normalise(centre.map((x, k) => x + (spread * normalDeviate(random)) / (1 + k / 8)));
  const common = new Float32Array(dimension).fill(0.08);
  const people = Array.from({ length: Math.ceil(count / 7) }, () => around(common, 0.12));
  return Array.from({ length: count }, () => around(people[Math.floor(random() * people.length)]!, 0.05));
}

function setOf(vectors: readonly Float32Array[], points = vectors.map((_, point) => point)): VectorSet {
  const set = new VectorSet(vectors.length, dimension);
  vectors.forEach((vector, row) => set.add(points[row]!, vector));
  return set;
}

/** Rows as a search over all pairs finds them. */
function naiveRows(vectors: readonly Float32Array[], asked = vectors.map((_, point) => point)): number[][] {
  const set = setOf(vectors);
  return asked.map((a) =>
    vectors
      .map((_, b) => ({ b, distance: set.distance(a, b) }))
      .filter(({ b }) => b !== a)
      .sort((x, y) => x.distance - y.distance || x.b - y.b)
      .slice(0, neighboursKept)
      .map(({ b }) => b),
  );
}

const rowsOf = ({ rows }: NeighbourGraph): number[][] =>
  Array.from({ length: rows.size }, (_, point) =>
    [...rows.neighbours.subarray(point * neighboursKept, (point + 1) * neighboursKept)].filter(
      (other) => other !== nobody,
    ),
  );

/** Takes in vectors page by page. */
function grow(graph: NeighbourGraph, vectors: readonly Float32Array[], sizes: readonly number[]): void {
  for (const size of sizes) {
    const from = graph.size;
    graph.extend(Math.min(vectors.length, from + size));
    const set = setOf(vectors.slice(0, graph.size));
    searchHere(neighbourTask(set, graph.rows, (point) => point >= from));
  }
}

it.each([0, 1, 2, 5, 16, 17, 18, 300])('equals a naive search over %i points', (count) => {
  const vectors = drawVectors(count, 1);
  const graph = new NeighbourGraph();
  grow(graph, vectors, [count]);
  expect(rowsOf(graph)).toEqual(naiveRows(vectors));
});

it('orders equal faces by their number', () => {
  const vectors = drawVectors(6, 2).flatMap((vector) => Array.from({ length: 20 }, () => vector));
  const graph = new NeighbourGraph();
  grow(graph, vectors, [50, 3, 67]);
  expect(rowsOf(graph)).toEqual(naiveRows(vectors));
  expect(rowsOf(graph)[19]).toEqual(Array.from({ length: 16 }, (_, k) => k));
});

it('is the same in threads, with and without a projection', { timeout: 120_000 }, async () => {
  const vectors = drawVectors(2100, 3);
  const graph = new NeighbourGraph();
  graph.extend(1500);
  await findNeighbours(setOf(vectors.slice(0, 1500)), graph.rows, () => true, never);
  graph.extend(2100);
  const touched = await findNeighbours(setOf(vectors), graph.rows, (point) => point >= 1500, never);
  expect(touched.subarray(1500).every((flag) => flag === 1)).toBe(true);
  const anew = new NeighbourGraph();
  anew.extend(2100);
  await findNeighbours(setOf(vectors), anew.rows, () => true, never);
  expect(rowsOf(anew)).toEqual(rowsOf(graph));
  const asked = vectors.flatMap((_, point) => (point % 20 === 7 ? [point] : []));
  expect(asked.map((point) => rowsOf(graph)[point])).toEqual(naiveRows(vectors, asked));
});

it('ends with an aborted signal', async () => {
  const vectors = drawVectors(3000, 4);
  const graph = new NeighbourGraph();
  graph.extend(3000);
  const end = new AbortController();
  const search = findNeighbours(setOf(vectors), graph.rows, () => true, end.signal);
  end.abort();
  await expect(search).rejects.toThrow('abort');
});

it('fills rows again that were emptied, without what has left the set', () => {
  const vectors = drawVectors(120, 5);
  const graph = new NeighbourGraph();
  grow(graph, vectors, [120]);
  const isGone = (point: number) => point % 9 === 4;
  const kept = vectors.flatMap((_, point) => (isGone(point) ? [] : [point]));
  const emptied = new Set(kept.filter((point) => rowsOf(graph)[point]!.some(isGone)));
  for (const point of emptied) graph.clear(point);
  const rest = kept.map((point) => vectors[point]!);
  searchHere(neighbourTask(setOf(rest, kept), graph.rows, (point) => emptied.has(point)));
  const rows = rowsOf(graph);
  expect(kept.map((point) => rows[point])).toEqual(naiveRows(rest).map((row) => row.map((k) => kept[k])));
});

it('gives the same graph and dendrogram in any order and any pages', () => {
  const vectors = drawVectors(90, 6);
  /** Rows and clusters, by the numbers that the points have in `vectors`. */
  const group = (order: readonly number[], pages: readonly number[]) => {
    const graph = new NeighbourGraph();
    let linkage = emptyLinkage;
    const inOrder = order.map((i) => vectors[i]!);
    for (const page of [...pages, order.length]) {
      const from = graph.size;
      if (from === order.length) break;
      graph.extend(Math.min(order.length, from + page));
      const { size } = graph;
      const task = neighbourTask(setOf(inOrder.slice(0, size)), graph.rows, (point) => point >= from);
      searchHere(task);
      const facts = {
        photos: Uint32Array.from(order.slice(0, size)),
        lowQuality: new Uint8Array(size),
        people: new Int32Array(size),
        dismissed: new Uint8Array(size),
      };
      const changed = [...task.touched.keys()].filter((point) => point >= from || task.touched[point]);
      linkage = updateLinkage({ rows: graph.rows, facts, apart: [], measure }, linkage, changed);
    }
    const named = (points: number[]) => points.map((point) => order[point]!);
    const rows: number[][] = [];
    rowsOf(graph).forEach((row, point) => (rows[order[point]!] = named(row)));
    const clusters = [0.2, 0.3, 0.35, 0.4, 0.5, 0.6].map((height) =>
      clustersAt(linkage.dendrogram, height)
        .map((points) => named(points).sort((a, b) => a - b))
        .sort((a, b) => a[0]! - b[0]!),
    );
    return { rows, clusters };
  };
  const everybody = vectors.map((_, i) => i);
  const original = group(everybody, []);
  expect(original.clusters.some((clusters) => clusters.length > 5 && clusters.length < 80)).toBe(true);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(everybody, { minLength: 90 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
      (order, pages) => {
        expect(group(order, pages)).toEqual(original);
      },
    ),
    { numRuns: 40 },
  );
});
