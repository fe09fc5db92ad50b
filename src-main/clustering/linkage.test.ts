import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { linkAverage } from './average-linkage.ts';
import { cutDendrogram } from './cut.ts';
import { cutLinkage, linkPoints, type Points } from './linkage.ts';

/** Points on the unit circle at these angles in degrees, those after the bar poor. */
function circle(good: number[], poor: number[] = [], groups?: number[]): Points {
  const degrees = [...good, ...poor];
  return {
    vectors: Float32Array.from(
      degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]),
    ),
    dimension: 2,
    groups: groups ?? degrees.map((_, i) => i),
    poor: Uint8Array.from(degrees, (_, i) => (i < good.length ? 0 : 1)),
  };
}

const cut = (points: Points, distance: number) => cutLinkage(points, linkPoints(points), distance);

describe('linking good and poor points', () => {
  it('is average linkage where all are good', () => {
    const random = seededRandom(4);
    const points = circle(Array.from({ length: 40 }, () => random() * 360));
    const merges = linkAverage(points.vectors, 2, points.groups);
    for (const distance of [0, 0.1, 0.4, 2]) {
      const expected = { clusters: cutDendrogram(40, merges, distance), leftOut: [] };
      expect(cut(points, distance)).toEqual(expected);
      expect(cut({ ...points, poor: undefined }, distance)).toEqual(expected);
    }
    expect(cut(circle([]), 1)).toEqual({ clusters: [], leftOut: [] });
  });

  it('gives a poor point to the cluster that it is near', () => {
    const points = circle([0, 2, 90, 92], [5, 88, 45]);
    expect(cut(points, 0.2)).toEqual({
      clusters: [
        [0, 1, 4],
        [2, 3, 5],
      ],
      leftOut: [6],
    });
  });

  it('starts no cluster with poor points, however near they are to each other', () => {
    expect(cut(circle([], [10, 10, 10]), 2)).toEqual({ clusters: [], leftOut: [0, 1, 2] });
    expect(cut(circle([180], [10, 10, 10]), 0.5)).toEqual({ clusters: [[0]], leftOut: [1, 2, 3] });
  });

  it('bridges nothing by a poor point', () => {
    // Two good points 40° apart with a poor one between: average linkage over all three would join them all.
    const distance = 2 * Math.sin((31 / 2) * (Math.PI / 180));
    const all = { ...circle([0, 40, 20]), poor: undefined };
    expect(cut(all, distance).clusters).toEqual([[0, 1, 2]]);
    expect(cut(circle([0, 40], [19]), distance)).toEqual({ clusters: [[0, 2], [1]], leftOut: [] });
  });

  it('measures a poor point against all good members of a cluster, not against its nearest', () => {
    const points = circle([0, 20], [30]);
    const nearest = 2 * Math.sin((5 * Math.PI) / 180);
    const furthest = 2 * Math.sin((15 * Math.PI) / 180);
    const rootMeanSquare = Math.sqrt((nearest ** 2 + furthest ** 2) / 2);
    expect(cut(points, rootMeanSquare - 0.001).leftOut).toEqual([2]);
    expect(cut(points, rootMeanSquare + 0.001).clusters).toEqual([[0, 1, 2]]);
  });

  it('never joins two points of one group, and then takes the nearer', () => {
    expect(cut(circle([0], [3], [7, 7]), 2)).toEqual({ clusters: [[0]], leftOut: [1] });
    expect(cut(circle([0], [5, 3], [7, 8, 8]), 2)).toEqual({ clusters: [[0, 2]], leftOut: [1] });
    expect(cut(circle([0, 120], [5, 3], [7, 9, 8, 8]), 1.7)).toEqual({
      clusters: [
        [0, 3],
        [1, 2],
      ],
      leftOut: [],
    });
  });

  it('has every point once, whatever the distance', () => {
    const random = seededRandom(9);
    const angles = (n: number) => Array.from({ length: n }, () => random() * 360);
    const points = circle(angles(60), angles(50));
    const linkage = linkPoints(points);
    for (let distance = 0; distance <= 2; distance += 0.1) {
      const { clusters, leftOut } = cutLinkage(points, linkage, distance);
      expect([...clusters.flat(), ...leftOut].sort((a, b) => a - b)).toEqual([...Array(110).keys()]);
      for (const cluster of clusters) expect(Math.min(...cluster)).toBeLessThan(60);
    }
  });
});
