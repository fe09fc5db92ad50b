import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { allowedWeight, isAccepted, nearestRejected, valAtFar } from './validation-rate.ts';

describe('VAL at a FAR', () => {
  it('is VAL at the largest threshold that keeps to the rate, ties included', () => {
    const random = seededRandom(5);
    // Coarse, so that distances recur within and between the two kinds of pairs.
    const draw = (count: number, from: number) =>
      Array.from({ length: count }, () => Math.round(20 * (from + random())) / 20);
    for (let round = 0; round < 50; round++) {
      const [same, different] = [draw(30, 0), draw(100, 0.3)];
      const part = (distances: number[], threshold: number) =>
        distances.filter((distance) => isAccepted(distance, threshold)).length / distances.length;
      for (const far of [0, 0.01, 0.03, 0.29, 0.3, 1]) {
        // Every threshold at which either rate changes, and one below all pairs.
        const kept = [0, ...same, ...different].filter((threshold) => part(different, threshold) <= far);
        expect(valAtFar(same, different, far)!.val).toBe(part(same, Math.max(...kept)));
      }
    }
  });

  it('accepts a pair at the threshold, and one as near as the nearest rejected pair not', () => {
    expect(isAccepted(0.5, 0.5)).toBe(true);
    expect(valAtFar([0.4, 0.5], [0.5, 0.6], 0)).toEqual({ val: 0.5, rejected: 0.5 });
    expect(valAtFar([0.4, 0.5], [0.3, 0.6], 0.5)).toEqual({ val: 1, rejected: 0.6 });
  });

  it('accepts everything at FAR 1, and cannot be told without both kinds of pairs', () => {
    expect(valAtFar([1.9], [0.1], 1)).toEqual({ val: 1, rejected: Infinity });
    expect(valAtFar([], [0.1], 0.5)).toBeNull();
    expect(valAtFar([0.1], [], 0.5)).toBeNull();
  });

  it('lets the product of rate and number pass where it is whole', () => {
    // 0.29 * 100 is 28.999999999999996 in floating point.
    const distances = Array.from({ length: 100 }, (_, i) => i);
    expect(nearestRejected(distances, allowedWeight(0.29, 100))).toBe(29);
  });
});

it('adds weights up to the allowed one, and passes over pairs without weight', () => {
  const weights = [0.5, 0, 0.25, 0, 0.5];
  const weightOf = (pair: number) => weights[pair]!;
  expect(nearestRejected([1, 2, 3, 4, 5], 0.75, weightOf)).toBe(5);
  expect(nearestRejected([1, 2, 3, 4, 5], 0.5, weightOf)).toBe(3);
  expect(nearestRejected([1, 2, 3, 4, 5], 1.25, weightOf)).toBeNull();
});
