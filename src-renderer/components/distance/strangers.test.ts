import { describe, expect, it } from 'vitest';
import { strangersAt, ticksOf } from './strangers.ts';

const calibration = [
  { far: 0.01, distance: 0.42 },
  { far: 0.001, distance: 0.38 },
  { far: 0.0001, distance: 0.34 },
  { far: 0.00001, distance: 0.3 },
];

describe('strangersAt', () => {
  it('knows the calibrated distances, in whatever order they come', () => {
    for (const points of [calibration, calibration.toReversed()]) {
      expect(strangersAt(points, 0.38)).toEqual({ extent: 'about', oneIn: 1000 });
      expect(strangersAt(points, 0.3)).toEqual({ extent: 'about', oneIn: 100_000 });
    }
  });

  it('goes evenly by the logarithm between them, and always one way', () => {
    expect(strangersAt(calibration, 0.36)).toEqual({ extent: 'about', oneIn: 3000 });
    expect(strangersAt(calibration, 0.4)).toEqual({ extent: 'about', oneIn: 300 });
    const steps = Array.from({ length: 121 }, (_, i) => strangersAt(calibration, 0.3 + i / 1000)!.oneIn);
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    expect(new Set(steps).size).toBeGreaterThan(20);
  });

  it('makes nothing up beyond them', () => {
    expect(strangersAt(calibration, 0.29)).toEqual({ extent: 'fewer', oneIn: 100_000 });
    expect(strangersAt(calibration, 0.8)).toEqual({ extent: 'more', oneIn: 100 });
    expect(strangersAt([], 0.4)).toBeNull();
  });

  it('leaves out what a small measurement could not tell', () => {
    const small = [
      ...calibration.slice(0, 2),
      { far: 0.0001, distance: 0.38 },
      { far: 0.00001, distance: 0 },
    ];
    expect(strangersAt(small, 0.2)).toEqual({ extent: 'fewer', oneIn: 1000 });
    expect(strangersAt(small, 0.39)).toEqual({ extent: 'about', oneIn: 600 });
  });
});

describe('ticksOf', () => {
  it('places the calibrated distances on the slider, those beyond its ends left out', () => {
    const ticks = ticksOf(calibration, { least: 0.32, most: 0.52 });
    expect(ticks.map(({ oneIn }) => oneIn)).toEqual([10_000, 1000, 100]);
    expect(ticks.map(({ at }) => Number(at.toFixed(6)))).toEqual([0.1, 0.3, 0.5]);
  });
});
