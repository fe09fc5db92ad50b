import { describe, expect, it } from 'vitest';
import type { Estimate, ModelComparison } from '../contract/training.ts';
import { judgePromotion } from './promotion.ts';

const unknown = { valAt100: null, valAt1000: null, rank1: null, openSet: null, groupsF: null };
const comparison = (gain: Estimate | null): ModelComparison => ({ faces: 100, people: 10, base: unknown, candidate: unknown, gain }); // prettier-ignore
const gain = (value: number, low = value - 0.02, high = value + 0.02) => comparison({ value, low, high });

describe('the rule of promotion', () => {
  it.each([
    ['better beyond noise, strangers as before', gain(0.05), gain(0), true, ['better-on-labelled', 'strangers-kept-apart']],
    ['strangers worse within the tolerance', gain(0.05), gain(-0.005), true, ['better-on-labelled', 'strangers-kept-apart']],
    ['strangers worse beyond it', gain(0.05), gain(-0.0051), false, ['better-on-labelled', 'worse-on-strangers']],
    ['strangers unknown', gain(0.05), comparison(null), false, ['better-on-labelled', 'strangers-unknown']],
    ['a gain that may be noise', gain(0.019), gain(0.1), false, ['no-gain-beyond-noise', 'strangers-kept-apart']],
    ['a gain whose interval begins at 0', gain(0.05, 0, 0.1), gain(0), false, ['no-gain-beyond-noise', 'strangers-kept-apart']],
    ['no change', gain(0, 0, 0), gain(0, 0, 0), false, ['no-gain-beyond-noise', 'strangers-kept-apart']],
    ['worse on the labelled people', gain(-0.05), gain(0.05), false, ['worse-on-labelled', 'strangers-kept-apart']],
    ['too few held-out faces', comparison(null), gain(0.05), false, ['too-few-held-out', 'strangers-kept-apart']],
    ['too few of both', comparison(null), comparison(null), false, ['too-few-held-out', 'strangers-unknown']],
  ])('on %s', (_, labelled, strangers, promote, reasons) => {
    expect(judgePromotion(labelled, strangers)).toEqual({ promote, reasons });
  }); // prettier-ignore

  /** Grouping of strangers as good as between `low` and `high` before. */
  const grouped = (one: ModelComparison, value: number, low: number, high: number, after: number) => ({
    ...one,
    base: { ...unknown, groupsF: { value, low, high } },
    candidate: { ...unknown, groupsF: { value: after, low: after - 0.003, high: after + 0.003 } },
  });

  it('counts every figure that falls below its interval', () => {
    const worse = grouped(gain(0), 0.997, 0.996, 0.999, 0.991);
    const within = grouped(gain(0), 0.997, 0.996, 0.999, 0.9961);
    expect(judgePromotion(gain(0.05), worse)).toEqual({ promote: false, reasons: ['better-on-labelled', 'strangers-worse-beside'] }); // prettier-ignore
    expect(judgePromotion(gain(0.05), within).promote).toBe(true);
    const own = grouped(gain(0.05), 0.8, 0.75, 0.85, 0.7);
    expect(judgePromotion(own, gain(0))).toEqual({ promote: false, reasons: ['labelled-worse-beside', 'strangers-kept-apart'] }); // prettier-ignore
  });
});
