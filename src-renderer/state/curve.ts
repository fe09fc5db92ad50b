import type { TrainingPoint } from '../../src-main/contract/training.ts';

/** A curve with a newer point at its end; the same one where the point is no newer. */
export function extended(
  curve: readonly TrainingPoint[],
  point: TrainingPoint | null,
): readonly TrainingPoint[] {
  return point === null || point.step <= (curve.at(-1)?.step ?? -1) ? curve : [...curve, point];
}

/** The stored points of a curve, and the points that events brought since. */
export function joined(
  kept: readonly TrainingPoint[],
  heard: readonly TrainingPoint[],
): readonly TrainingPoint[] {
  const last = kept.at(-1)?.step ?? -1;
  return [...kept, ...heard.filter(({ step }) => step > last)];
}
