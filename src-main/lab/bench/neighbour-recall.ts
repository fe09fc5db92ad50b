import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { unitDistance } from '../../common/vectors.ts';
import { type GraphRows, neighboursKept } from '../../clustering/neighbour-graph.ts';

/** Points whose neighbours are sought again by comparing them with all. */
const sampled = 100;
/** Greatest difference of two computations of one distance, in 32 bits. */
const slack = 1e-6;

/**
 * Recall of the graph's rows: the share of a point's {@link neighboursKept} entries that are no farther than its true
 * neighbour of that rank, on the mean of a sample.
 * @param vectors of all points in their order, once for each call
 * @returns 0 to 1
 */
export function measureRecall(rows: GraphRows, vectors: () => Iterable<Float32Array>): number {
  const step = Math.max(1, Math.floor(rows.size / sampled));
  const sought: { point: number; vector: Float32Array; nearest: number[] }[] = [];
  let point = 0;
  for (const vector of vectors()) {
    if (point % step === 0 && sought.length < sampled) sought.push({ point, vector, nearest: [] });
    point++;
  }
  point = 0;
  for (const vector of vectors()) {
    for (const { point: own, vector: from, nearest } of sought) {
      if (own === point) continue;
      const distance = unitDistance(from, vector);
      if (nearest.length === neighboursKept && distance >= elementAt(nearest, neighboursKept - 1)) continue;
      nearest.push(distance);
      nearest.sort((a, b) => a - b);
      if (nearest.length > neighboursKept) nearest.pop();
    }
    point++;
  }
  let [hits, wanted] = [0, 0];
  for (const { point: own, nearest } of sought) {
    const start = own * neighboursKept;
    for (const [rank, distance] of nearest.entries()) {
      wanted++;
      if (numberAt(rows.distances, start + rank) <= distance + slack) hits++;
    }
  }
  return wanted > 0 ? hits / wanted : 1;
}
