import { expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { neighbourTask, searchHere } from '../../clustering/exact-neighbours.ts';
import { NeighbourGraph, neighboursKept } from '../../clustering/neighbour-graph.ts';
import { VectorSet } from '../../clustering/vector-set.ts';
import { measureRecall } from './neighbour-recall.ts';

const dimension = 8;
const count = 300;

function made() {
  const random = seededRandom(3);
  const vectors = Array.from({ length: count }, () => {
    const raw = Float32Array.from({ length: dimension }, () => random() - 0.5);
    const length = Math.hypot(...raw);
    return raw.map((x) => x / length);
  });
  const set = new VectorSet(count, dimension);
  vectors.forEach((vector, point) => set.add(point, vector));
  const graph = new NeighbourGraph();
  graph.extend(count);
  searchHere(neighbourTask(set, graph.rows, () => true));
  return { vectors, rows: graph.rows };
}

it('is 1 for the exact graph, and falls by each neighbour that is missing', () => {
  const { vectors, rows } = made();
  expect(measureRecall(rows, () => vectors)).toBe(1);
  // Each row loses its nearest, and the farthest place is free.
  for (let point = 0; point < count; point++) {
    const start = point * neighboursKept;
    rows.distances.copyWithin(start, start + 1, start + neighboursKept);
    rows.distances[start + neighboursKept - 1] = Infinity;
  }
  expect(measureRecall(rows, () => vectors)).toBeLessThan(0.05);
});
