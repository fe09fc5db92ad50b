import { youthWeights } from './youth-weights.ts';

/** Estimates up to here are common among adults; from there on somebody is surely a small child. */
const adult = 0.15;
const child = 0.8;

/**
 * How much of a small child a face shows, in 255ths, read off its vector by a linear estimate [Note: Small children]: about
 * 255 at the age of two, 0 from ten years on. `familiar evaluate youth` fits the weights; 0 for a model that has none.
 * @param vector of unit length
 */
export function youngOf(modelId: string, vector: Float32Array): number {
  const weights = youthWeights[modelId];
  return weights ? youngBy(weights, vector) : 0;
}

/** The same by these weights. */
export const youngBy = (weights: readonly number[], vector: Float32Array): number =>
  Math.round(255 * clamped((youthBy(weights, vector) - adult) / (child - adult)));

/** @param weights one for each number of the vector, and a constant behind them */
export function youthBy(weights: readonly number[], vector: Float32Array): number {
  let sum = weights[vector.length];
  for (let k = 0; k < vector.length; k++) sum += weights[k] * vector[k];
  return sum;
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));
