import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { valAtFar, type ScoredPair } from '../protocols/verification.ts';
import { rocCurve } from './roc-curve.ts';

describe('the curve of the report', () => {
  it('gives what VAL at FAR gives, at any rate, missed faces included', () => {
    const random = seededRandom(11);
    const pairs: ScoredPair[] = Array.from({ length: 400 }, (_, i) => {
      const same = i % 2 === 0;
      const distance = random() < 0.03 ? null : (same ? 0 : 0.3) + random();
      return { same, distance, fold: 0 };
    });
    const { points, different } = rocCurve(pairs);
    expect(different).toBe(pairs.filter((pair) => !pair.same && pair.distance !== null).length);
    for (const far of [0, 0.001, 0.01, 0.1, 0.25, 0.5, 1]) {
      const read = points.findLast((point) => point.far <= far + Number.EPSILON)!;
      expect(read.val).toBeCloseTo(valAtFar(pairs, far).val, 12);
    }
    for (const [i, { far, val }] of points.entries()) {
      if (i === 0) continue;
      expect(far).toBeGreaterThan(points[i - 1]!.far);
      expect(val).toBeGreaterThanOrEqual(points[i - 1]!.val);
    }
  });
});
