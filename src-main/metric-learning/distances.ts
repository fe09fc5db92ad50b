import { addFloat64, float32At, float64At } from '../common/typed-arrays.ts';

/** The squared Euclidean distance of every two vectors of a batch. */
export interface SquaredDistances {
  /** Number of vectors, n. */
  count: number;
  /** n rows of n values, symmetric, 0 on the diagonal; 0 to 4 for unit vectors. */
  values: Float32Array;
}

/**
 * Compares every two vectors. Squares, as FaceNet's loss has them (arXiv 1503.03832, section 3.1): they have a
 * gradient where two vectors are the same, the distance itself has none. Summed up in 64 bits from differences, so
 * that near vectors do not lose their last digits to cancellation.
 * @param vectors n vectors of `dimension` values, one after the other
 */
export function squaredDistances(vectors: Float32Array, dimension: number): SquaredDistances {
  const count = vectors.length / dimension;
  const values = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const squared = squaredDistance(vectors, dimension, i, j);
      values[i * count + j] = squared;
      values[j * count + i] = squared;
    }
  }
  return { count, values };
}

/** Squared Euclidean distance of two of the vectors. */
export function squaredDistance(vectors: Float32Array, dimension: number, i: number, j: number): number {
  const [a, b] = [i * dimension, j * dimension];
  let sum = 0;
  for (let k = 0; k < dimension; k++) {
    const difference = float32At(vectors, a + k) - float32At(vectors, b + k);
    sum += difference * difference;
  }
  return sum;
}

/**
 * Carries the derivative of a loss from squared distances back to the vectors that they are of:
 * d|x - y|²/dx = 2(x - y). Losses are written on the matrix of distances, and share this.
 * @param slopes n rows of n values: the derivative with respect to the distance of row and column; both places of a
 * pair count, the diagonal does not
 * @param gradient n vectors of `dimension` values, to which is added
 */
export function addDistanceGradient(
  vectors: Float32Array,
  dimension: number,
  slopes: Float64Array,
  gradient: Float64Array,
): void {
  const count = vectors.length / dimension;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const slope = float64At(slopes, i * count + j) + float64At(slopes, j * count + i);
      if (slope === 0) continue;
      const [a, b] = [i * dimension, j * dimension];
      for (let k = 0; k < dimension; k++) {
        const pull = 2 * slope * (float32At(vectors, a + k) - float32At(vectors, b + k));
        addFloat64(gradient, a + k, pull);
        gradient[b + k] = float64At(gradient, b + k) - pull;
      }
    }
  }
}
