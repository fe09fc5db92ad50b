import type { CalibrationPoint } from '../../../src-main/contract/models.ts';

/** Rate of strangers at a distance: `about` one in so many, or `fewer` or `more` than was measured. */
export interface Strangers {
  extent: 'fewer' | 'about' | 'more';
  /** Denominator of the rate. */
  oneIn: number;
}

/** A calibrated distance on a slider. */
export interface Tick {
  /** Position from 0 at the slider's minimum to 1 at its maximum. */
  at: number;
  oneIn: number;
}

/**
 * Calibrated points with increasing distance and rate, nearest first. Points beyond the measurement's precision are
 * left out.
 */
function ascending(calibration: readonly CalibrationPoint[]): CalibrationPoint[] {
  const kept: CalibrationPoint[] = [];
  for (const point of calibration.toSorted((a, b) => b.far - a.far)) {
    if (point.distance > 0 && point.distance < (kept[0]?.distance ?? Infinity)) kept.unshift(point);
  }
  return kept;
}

/**
 * Rate at a distance: the logarithm of the rate is interpolated linearly between calibrated distances; nothing is
 * extrapolated. Null without a calibration.
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

/** Positions of the calibrated distances on a slider, nearest first. */
export function ticksOf(
  calibration: readonly CalibrationPoint[],
  { least, most }: { least: number; most: number },
): Tick[] {
  return ascending(calibration)
    .filter(({ distance }) => distance >= least && distance <= most)
    .map(({ distance, far }) => ({ at: (distance - least) / (most - least), oneIn: roughly(1 / far) }));
}

/** One significant digit, two where the first is a 1: more would pretend more precision than was measured. */
function roughly(value: number): number {
  const digits = String(Math.round(value)).startsWith('1') ? 2 : 1;
  return Number(value.toPrecision(digits));
}
