/** A point on a curve. */
export interface Place {
  x: number;
  y: number;
}

/** Bounds of an axis. */
export type Span = readonly [low: number, high: number];

/** The smallest of 1, 2 and 5 times a power of ten that is no less than a value above 0; 1 for 0. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(1));
}

/** Axis for shares: from the tenth below the lowest value up to 1. */
export function spanOfParts(parts: readonly number[]): Span {
  const least = parts.reduce((low, value) => Math.min(low, value), 0.9);
  return [Math.max(0, Math.floor(10 * least + 1e-9) / 10), 1];
}

/** Thins points evenly to at most `most`, with the first and the last. */
export function thinned(points: readonly Place[], most: number): readonly Place[] {
  if (points.length <= most) return points;
  const last = points.length - 1;
  const kept = new Set(Array.from({ length: most }, (_, n) => Math.round((n * last) / (most - 1))));
  return points.filter((_, place) => kept.has(place));
}

/** Path data (`d`) through the points; empty where there are none. */
export function pathThrough(points: readonly Place[]): string {
  return points.map(({ x, y }, n) => `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** Maps an interval of values to an interval of the drawing; its middle where all values are equal. */
export function scale([low, high]: Span, [from, to]: Span): (value: number) => number {
  return (value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
}
