import { describe, expect, it } from 'vitest';
import { distanceHistogram, shares } from './histogram.ts';

const pair = (distance: number, same: boolean) => ({ distance, same, fold: 0 });

describe('a histogram of distances', () => {
  it('counts each kind in bins from 0 to the farthest pair, an edge in the farther bin', () => {
    const { step, same, different } = distanceHistogram([
      pair(0, true),
      pair(0.019, true),
      pair(0.06, true),
      pair(0.0999, false),
    ]);
    expect(step).toBe(0.02);
    expect(same).toEqual([2, 0, 0, 1, 0]);
    expect(different).toEqual([0, 0, 0, 0, 1]);
  });

  it('tells parts, of nothing as well', () => {
    expect(shares([1, 3])).toEqual([0.25, 0.75]);
    expect(shares([0, 0])).toEqual([0, 0]);
    expect(distanceHistogram([])).toEqual({ step: 0.02, same: [0], different: [0] });
  });

  it('takes more pairs than a call has room for arguments', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => pair((i % 100) / 100, i % 2 === 0));
    expect(distanceHistogram(many).same.reduce((a, b) => a + b)).toBe(100_000);
  });
});
