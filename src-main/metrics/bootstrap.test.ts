import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { bootstrap } from './bootstrap.ts';

const options = { seed: 1, rounds: 1000 };
const photos = (count: number) => [...Array(count).keys()];
/** Mean of values that count so often. */
const mean = (values: readonly number[]) => (counts: Uint32Array) => {
  const total = counts.reduce((a, b) => a + b, 0);
  return total === 0 ? null : values.reduce((sum, value, i) => sum + counts[i]! * value, 0) / total;
};

describe('the bootstrap', () => {
  it('gives a mean the interval of its standard error', () => {
    const random = seededRandom(2);
    const values = photos(400).map(() => random());
    const [estimate] = bootstrap(photos(400), (counts) => [mean(values)(counts)], options);
    // The standard deviation of numbers from 0 to 1 is the root of 1/12.
    const halfWidth = (1.96 * Math.sqrt(1 / 12)) / 20;
    expect(estimate!.value).toBeCloseTo(mean(values)(new Uint32Array(400).fill(1))!, 12);
    expect(estimate!.high - estimate!.value).toBeCloseTo(halfWidth, 2);
    expect(estimate!.value - estimate!.low).toBeCloseTo(halfWidth, 2);
  });

  it('holds the true mean in 95 of 100 intervals or so', () => {
    const random = seededRandom(3);
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const values = photos(60).map(() => random());
      const [estimate] = bootstrap(photos(60), (c) => [mean(values)(c)], { seed: trial, rounds: 300 });
      if (estimate!.low <= 0.5 && estimate!.high >= 0.5) held++;
    }
    expect(held / 200).toBeGreaterThan(0.9);
    expect(held / 200).toBeLessThan(0.99);
  });

  it('takes what is hard for both out of a paired difference', () => {
    const random = seededRandom(4);
    const one = photos(300).map(() => random());
    const other = one.map((value) => value + 0.02 + 0.01 * random());
    const [a, b, gain] = bootstrap(
      photos(300),
      (counts) => {
        const [x, y] = [mean(one)(counts)!, mean(other)(counts)!];
        return [x, y, y - x];
      },
      options,
    );
    expect(b!.low).toBeLessThan(a!.high);
    expect(gain!.low).toBeGreaterThan(0.02);
    expect(gain!.high).toBeLessThan(0.03);
  });

  it('draws as many photos as there are, the faces of one together', () => {
    const seen: number[][] = [];
    bootstrap([7, 8, 7, 9], (counts) => (seen.push([...counts]), []), { seed: 5, rounds: 50 });
    expect(seen[0]).toEqual([1, 1, 1, 1]);
    expect(seen).toHaveLength(51);
    for (const [a, b, c, d] of seen) {
      expect(c).toBe(a);
      expect(a! + b! + d!).toBe(3);
    }
  });

  it('is the same for the same seed', () => {
    const values = photos(20).map((i) => i * i);
    const run = (seed: number) => bootstrap(photos(20), (c) => [mean(values)(c)], { seed, rounds: 50 });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('tells nothing of no photo, one value of one, and leaves out rounds in which there is nothing to tell', () => {
    expect(bootstrap([], () => [null], options)).toEqual([null]);
    expect(bootstrap([3], (c) => [mean([5])(c)], options)).toEqual([{ value: 5, low: 5, high: 5 }]);
    const [estimate] = bootstrap([1, 2], (counts) => [counts[0]! > 0 ? 1 : null], options);
    expect(estimate).toEqual({ value: 1, low: 1, high: 1 });
  });
});
