import { float32At, numberAt } from '../common/typed-arrays.ts';
import { youthWeights } from './youth-weights.ts';

/**
 * Estimates up to `adult` are common among adults; from `child` on a face is certainly that of a small child.
 */
const adult = 0.15;
const child = 0.8;

/**
 * Degree to which a face is that of a small child, in 255ths, by a linear estimate from its vector [Note:
 * Small children]: about 255 at the age of two, 0 from ten years on. `familiar evaluate youth` fits the
 * weights. The result is 0 for a model without weights.
 * @param vector of unit length
 */
export function youngOf(modelId: string, vector: Float32Array): number {
  const weights = youthWeights[modelId];
  return weights ? youngBy(weights, vector) : 0;
}

/** The same, by the given weights. */
export const youngBy = (weights: readonly number[], vector: Float32Array): number =>
  Math.round(255 * clamped((youthBy(weights, vector) - adult) / (child - adult)));

/** @param weights one for each component of the vector, then a constant */
export function youthBy(weights: readonly number[], vector: Float32Array): number {
  let sum = numberAt(weights, vector.length);
  for (let k = 0; k < vector.length; k++) sum += numberAt(weights, k) * float32At(vector, k);
  return sum;
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));
