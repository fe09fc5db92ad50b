import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { linkAverage } from './average-linkage.ts';
import { cutDendrogram } from './cut.ts';

/** Points on the unit circle at these angles in degrees. */
function circle(degrees: number[]): Float32Array {
  return Float32Array.from(
    degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]),
  );
}

const apart = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Average linkage by its definition: join the two nearest clusters until none are within the distance. */
function oracle(points: Float32Array, groups: number[], limit: number): number[][] {
  const distance = (i: number, j: number) =>
    groups[i] === groups[j]
      ? Infinity
      : Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
  const between = (a: number[], b: number[]) =>
    a.reduce((sum, i) => sum + b.reduce((s, j) => s + distance(i, j), 0), 0) / (a.length * b.length);
  const clusters = groups.map((_, i) => [i]);
  for (;;) {
    let best = { a: -1, b: -1, d: Infinity };
    for (let a = 0; a < clusters.length; a++)
      for (let b = a + 1; b < clusters.length; b++) {
        const d = between(clusters[a], clusters[b]);
        if (d < best.d) best = { a, b, d };
      }
    if (best.d > limit || best.a < 0) break;
    clusters[best.a].push(...clusters.splice(best.b, 1)[0]);
  }
  return clusters.map((c) => c.sort((x, y) => x - y)).sort((x, y) => x[0] - y[0]);
}

describe('average linkage', () => {
  it('has nothing to merge among none or one', () => {
    expect(linkAverage(new Float32Array(0), 2, [])).toEqual([]);
    expect(linkAverage(circle([10]), 2, [0])).toEqual([]);
    expect(cutDendrogram(0, [], 1)).toEqual([]);
    expect(cutDendrogram(1, [], 1)).toEqual([[0]]);
  });

  it('joins two pairs before it joins the pairs', () => {
    const merges = linkAverage(circle([0, 2, 90, 93]), 2, apart(4));
    expect(merges.map((merge) => merge.distance)).toEqual([
      expect.closeTo(2 * Math.sin(Math.PI / 180), 5),
      expect.closeTo(2 * Math.sin((1.5 * Math.PI) / 180), 5),
      expect.closeTo(1.42, 1),
    ]);
    expect(cutDendrogram(4, merges, 0.1)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('agrees with the definition on random points, cut anywhere', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 40; round++) {
      const n = 2 + Math.floor(random() * 18);
      const points = circle(Array.from({ length: n }, () => random() * 360));
      const groups = Array.from({ length: n }, () => Math.floor(random() * n));
      const merges = linkAverage(points, 2, groups);
      for (const limit of [0.05, 0.2, 0.5, 1, 1.5, 2]) {
        expect(cutDendrogram(n, merges, limit)).toEqual(oracle(points, groups, limit));
      }
    }
  });

  it('never joins two points of one group, however near', () => {
    const merges = linkAverage(circle([0, 0.1, 0.2, 0.3]), 2, [7, 7, 8, 8]);
    for (const cluster of cutDendrogram(4, merges, 2)) {
      const groups = cluster.map((i) => (i < 2 ? 7 : 8));
      expect(new Set(groups).size).toBe(groups.length);
    }
  });

  it('only joins as the distance grows', () => {
    const random = seededRandom(2);
    const n = 60;
    const merges = linkAverage(circle(Array.from({ length: n }, () => random() * 360)), 2, apart(n));
    let finer = cutDendrogram(n, merges, 0);
    for (let distance = 0.02; distance <= 2; distance += 0.02) {
      const coarser = cutDendrogram(n, merges, distance);
      for (const cluster of finer)
        expect(coarser.some((c) => cluster.every((i) => c.includes(i)))).toBe(true);
      finer = coarser;
    }
    expect(finer).toHaveLength(1);
  });
});
