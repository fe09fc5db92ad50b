import { normalise } from './vectors.ts';

/** An orthonormal basis of a subspace. */
export interface Subspace {
  /** Orthonormal vectors, each as long as the space is wide. */
  basis: Float64Array[];
  /** Part of the vectors' squared lengths that lies within, 0 to 1; 1 where there are no vectors. */
  kept: number;
}

/** Rounds of the iteration at most, and the growth of what is kept below which it has converged. */
const maxRounds = 60;
const converged = 1e-7;
/** Below this part of its length before, what is left of a direction is rounding. */
const vanished = 1e-9;

/**
 * The subspace that keeps most of the vectors' squared length, and so their inner products best: spanned by
 * the leading eigenvectors of the matrix of second moments (Eckart and Young 1936). It is the principal
 * components without centring, because the angles between unit vectors are seen from the origin. Found by
 * orthogonal iteration (Golub and Van Loan, Matrix Computations, 8.2.4). Where the vectors span less than is
 * asked for, random directions at right angles to all others complete the basis.
 * @param vectors one after another, each `width` long
 * @param dimension at most `width`
 */
export function principalSubspace(
  vectors: Float32Array,
  width: number,
  dimension: number,
  random: () => number,
): Subspace {
  const moments = secondMoments(vectors, width);
  let total = 0;
  for (let i = 0; i < width; i++) total += moments[i * width + i];
  let basis = Array.from({ length: dimension }, () => randomDirection(width, random));
  orthonormalise(basis, random);
  if (total === 0) return { basis, kept: 1 };
  let kept = 0;
  for (let round = 0; round < maxRounds; round++) {
    const images = basis.map((direction) => multiply(moments, direction));
    basis = images;
    orthonormalise(basis, random);
    const before = kept;
    kept = basis.reduce((sum, direction) => sum + dot(direction, multiply(moments, direction)), 0) / total;
    if (kept - before < converged) break;
  }
  return { basis, kept: Math.min(1, kept) };
}

/** The sum of every vector times itself, row-major; symmetric. */
function secondMoments(vectors: Float32Array, width: number): Float64Array {
  const moments = new Float64Array(width * width);
  for (let start = 0; start < vectors.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = vectors[start + i];
      const row = i * width;
      for (let j = i; j < width; j++) moments[row + j] += value * vectors[start + j];
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) moments[i * width + j] = moments[j * width + i];
  }
  return moments;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  const product = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[i * width + j] * vector[j];
    product[i] = sum;
  }
  return product;
}

/** Gram and Schmidt, twice over for the sake of rounding. What vanishes gives way to a random direction. */
function orthonormalise(directions: Float64Array[], random: () => number): void {
  for (let i = 0; i < directions.length; i++) {
    for (let settled = 0; settled < 2;) {
      const direction = directions[i];
      const before = Math.sqrt(dot(direction, direction));
      for (let j = 0; j < i; j++) subtract(direction, directions[j]);
      const length = Math.sqrt(dot(direction, direction));
      if (!(length > vanished * before)) {
        directions[i] = randomDirection(direction.length, random);
        settled = 0;
        continue;
      }
      for (let k = 0; k < direction.length; k++) direction[k] /= length;
      settled++;
    }
  }
}

/** Takes from a vector its part along a unit vector. */
function subtract(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k] -= along * unit[k];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const randomDirection = (width: number, random: () => number): Float64Array =>
  Float64Array.from(normalise(Float32Array.from({ length: width }, () => random() - 0.5)));
