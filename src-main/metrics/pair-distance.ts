import { float32At } from '../common/typed-arrays.ts';

/** Euclidean distance of two of the unit vectors. */
export function distanceOf(vectors: Float32Array, dimension: number, i: number, j: number): number {
  let product = 0;
  const [a, b] = [i * dimension, j * dimension];
  for (let k = 0; k < dimension; k++) product += float32At(vectors, a + k) * float32At(vectors, b + k);
  return Math.sqrt(Math.max(0, 2 - 2 * product));
}
