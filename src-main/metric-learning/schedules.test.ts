import { describe, expect, it } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { CollapseWatch } from './collapse.ts';
import { squaredDistances } from './distances.ts';
import { KeepBest } from './keep-best.ts';
import { adagradSchedule, cosineSchedule } from './schedule.ts';
import { circle } from './test-circle.ts';

describe('learning rates', () => {
  it('of AdaGrad stay at 0.05 and are lowered to a hundredth at the end', () => {
    expect([0, 0.3, 2 / 3].map(adagradSchedule)).toEqual([0.05, 0.05, 0.05]);
    expect(adagradSchedule(5 / 6)).toBeCloseTo(0.005, 9);
    expect(adagradSchedule(1)).toBeCloseTo(0.0005, 9);
  });

  it('of Adam rise from 0 over a twentieth, and fall to 0 along a cosine', () => {
    const rate = cosineSchedule(0.001);
    expect([0, 0.025, 0.05].map(rate)).toEqual([0, 0.0005, 0.001].map((r) => expect.closeTo(r, 9)));
    expect(rate(0.525)).toBeCloseTo(0.0005, 9);
    expect(rate(1)).toBeCloseTo(0, 9);
    for (let i = 6; i < 100; i++) expect(rate((i + 1) / 100)).toBeLessThan(rate(i / 100));
  });
});

describe('the watch for collapse', () => {
  const collapsed = squaredDistances(circle([0, 1, 2]), 2);
  const healthy = squaredDistances(circle([0, 90, 180]), 2);
  const observe = (watch: CollapseWatch, times: number, distances = collapsed) => {
    for (let i = 0; i < times; i++) watch.observe(distances);
  };
  const refused = expect.objectContaining({ name: 'FamiliarError', code: 'training-collapsed' });
  const thrown = (act: () => void): unknown => {
    try {
      act();
    } catch (error) {
      return error;
    }
  };

  it('stops a run whose faces have all been at one point for 50 batches', () => {
    const watch = new CollapseWatch(0.2);
    observe(watch, 49);
    const error = thrown(() => observe(watch, 1));
    expect(error).toBeInstanceOf(FamiliarError);
    expect(error).toEqual(refused);
    expect((error as Error).message).toMatch(/come to one point/);
  });

  it('lets a run go on that leaves the point, and batches without a pair', () => {
    const watch = new CollapseWatch(0.2);
    observe(watch, 49);
    observe(watch, 1, healthy);
    observe(watch, 49);
    observe(watch, 100, squaredDistances(circle([3]), 2));
    observe(watch, 100, squaredDistances(circle([]), 2));
    observe(new CollapseWatch(0.2), 200, healthy);
  });

  it('goes by the margin: what is one point for a wide one is not for a narrow one', () => {
    observe(new CollapseWatch(0.005), 200);
  });

  it('stops at once where vectors are no numbers', () => {
    const lost = squaredDistances(Float32Array.of(1, 0, NaN, 0), 2);
    expect(thrown(() => new CollapseWatch(0.2).observe(lost))).toEqual(refused);
  });
});

describe('keeping the best', () => {
  it('keeps the last of the best weights, and is exhausted after so many scores without a better one', async () => {
    const keep = new KeepBest(3);
    expect([keep.best, keep.exhausted]).toEqual([null, false]);
    const taken: number[] = [];
    const observe = (step: number, score: number) =>
      keep.observe(step, score, async () => {
        taken.push(step);
        return new Map([['w', Float32Array.of(step)]]);
      });
    for (const [step, score] of [[0, 0.5], [10, 0.4], [20, 0.6], [30, 0.6], [40, NaN]] as const) await observe(step, score); // prettier-ignore
    expect(keep.best).toEqual({ step: 30, score: 0.6, weights: new Map([['w', Float32Array.of(30)]]) });
    expect([taken, keep.exhausted]).toEqual([[0, 20, 30], false]);
    await observe(50, 0.1);
    expect(keep.exhausted).toBe(true);
    await observe(60, 0.7);
    expect([keep.best!.step, keep.exhausted]).toEqual([60, false]);
  });
});
