import { float32At } from './typed-arrays.ts';

/** Dimension of an embedding: FaceNet's 128 (section 5.4 of the paper finds no gain in more). */
export const embeddingDimension = 128;

/** Scalar product of two vectors of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += float32At(a, i) * float32At(b, i);
  return sum;
}

/**
 * Euclidean distance of two unit vectors, 0 to 2. Rounding may raise the dot product slightly above 1, so the
 * square is clamped to 0.
 */
export function unitDistance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(Math.max(0, 2 - 2 * dot(a, b)));
}

/** Scales a vector to length 1 in place and returns it. The zero vector stays zero. */
export function normalise(v: Float32Array): Float32Array {
  const length = Math.sqrt(dot(v, v));
  if (length > 0) for (let i = 0; i < v.length; i++) v[i] = float32At(v, i) / length;
  return v;
}

/** Concatenates vectors of one width. */
export function joinVectors(vectors: readonly Float32Array[]): Float32Array {
  const width = vectors[0]?.length ?? 0;
  const joined = new Float32Array(vectors.length * width);
  vectors.forEach((vector, i) => joined.set(vector, i * width));
  return joined;
}
