import { describe, expect, it } from 'vitest';
import { linearScale, logScale, powersOfTen, roundValues } from './scale.ts';

describe('scales', () => {
  it('lay a domain on a range, whichever way it runs, and hold what lies beyond', () => {
    const down = linearScale([0.9, 1], [300, 100]);
    expect([0.9, 0.95, 1, 0.5, 2].map(down)).toEqual([300, expect.closeTo(200, 9), 100, 300, 100]);
    const log = logScale([1e-4, 1], [0, 400]);
    expect([1e-4, 1e-3, 1, 0, 1e-9].map((v) => Math.round(log(v)))).toEqual([0, 100, 400, 0, 0]);
  });
});

describe('ticks', () => {
  it('are round numbers within the bounds', () => {
    expect(roundValues(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundValues(0.98, 1, 4)).toEqual([0.98, 0.985, 0.99, 0.995, 1]);
    expect(roundValues(0.03, 0.91, 8)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(roundValues(0, 1500, 5)).toEqual([0, 500, 1000, 1500]);
  });

  it('are powers of ten without rounding errors', () => {
    expect(powersOfTen(-4, 0)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
  });
});
