import type { CalibrationPoint } from '../../../src-main/contract/models.ts';

/** How many strangers pass at a distance: `about` one in so many, or `fewer` or `more` than was measured. */
export interface Strangers {
  extent: 'fewer' | 'about' | 'more';
  /** One in this many. */
  oneIn: number;
}

/** A calibrated distance on a slider. */
export interface Tick {
  /** From 0 at the slider's least value to 1 at its most. */
  at: number;
  oneIn: number;
}

/** Points whose distance grows with their rate, nearest first. What a small measurement could not tell is left out. */
function ascending(calibration: readonly CalibrationPoint[]): CalibrationPoint[] {
  const kept: CalibrationPoint[] = [];
  for (const point of calibration.toSorted((a, b) => b.far - a.far)) {
    if (point.distance > 0 && point.distance < (kept[0]?.distance ?? Infinity)) kept.unshift(point);
  }
  return kept;
}

/**
 * What a distance stands for: between two calibrated distances the logarithm of the rate is taken to grow
 * evenly; beyond them nothing is made up. Null without a calibration.
 */
export function strangersAt(calibration: readonly CalibrationPoint[], distance: number): Strangers | null {
  const points = ascending(calibration);
  const low = points.findLast((point) => point.distance < distance);
  const high = points.find((point) => point.distance >= distance);
  if (!high) return low ? { extent: 'more', oneIn: roughly(1 / low.far) } : null;
  if (high.distance === distance) return { extent: 'about', oneIn: roughly(1 / high.far) };
  if (!low) return { extent: 'fewer', oneIn: roughly(1 / high.far) };
  const part = (distance - low.distance) / (high.distance - low.distance);
  const rate = low.far * (high.far / low.far) ** part;
  return { extent: 'about', oneIn: roughly(1 / rate) };
}

/** Where the calibrated distances lie on a slider, nearest first. */
export function ticksOf(
  calibration: readonly CalibrationPoint[],
  { least, most }: { least: number; most: number },
): Tick[] {
  return ascending(calibration)
    .filter(({ distance }) => distance >= least && distance <= most)
    .map(({ distance, far }) => ({ at: (distance - least) / (most - least), oneIn: roughly(1 / far) }));
}

/** One significant digit, two where the first is a 1: more would feign more than was measured. */
function roughly(value: number): number {
  const digits = String(Math.round(value)).startsWith('1') ? 2 : 1;
  return Number(value.toPrecision(digits));
}
