import { elementAt } from './elements.ts';
import { addFloat64, float32At, float64At } from './typed-arrays.ts';
import { normalise } from './vectors.ts';

/** An orthonormal basis of a subspace. */
export interface Subspace {
  /** Orthonormal vectors of the space's dimension. */
  basis: Float64Array[];
  /** Share of the vectors' squared lengths inside the subspace, 0 to 1; 1 without vectors. */
  kept: number;
}

/** Maximum number of iterations, and the growth of the kept share at which the iteration has converged. */
const maxRounds = 60;
const converged = 1e-7;
/** Relative length below which the rest of a direction is rounding error. */
const vanished = 1e-9;

/**
 * The subspace that keeps most of the vectors' squared length, and so preserves their inner products best:
 * the span of the leading eigenvectors of the second moment matrix (Eckart and Young 1936). These are
 * principal components without centring, since angles between unit vectors are relative to the origin.
 * Computed by orthogonal iteration (Golub and Van Loan, Matrix Computations, 8.2.4). If the vectors span less
 * than the requested dimension, random orthogonal directions complete the basis.
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
  for (let i = 0; i < width; i++) total += float64At(moments, i * width + i);
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

/** Sum of the outer products of all vectors with themselves, row-major. */
function secondMoments(vectors: Float32Array, width: number): Float64Array {
  const moments = new Float64Array(width * width);
  for (let start = 0; start < vectors.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = float32At(vectors, start + i);
      const row = i * width;
      for (let j = i; j < width; j++) addFloat64(moments, row + j, value * float32At(vectors, start + j));
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) moments[i * width + j] = float64At(moments, j * width + i);
  }
  return moments;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  const product = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += float64At(matrix, i * width + j) * float64At(vector, j);
    product[i] = sum;
  }
  return product;
}

/** Gram-Schmidt, applied twice because of rounding. A vanishing direction is replaced by a random one. */
function orthonormalise(directions: Float64Array[], random: () => number): void {
  for (let i = 0; i < directions.length; i++) {
    for (let settled = 0; settled < 2;) {
      const direction = elementAt(directions, i);
      const before = Math.sqrt(dot(direction, direction));
      for (let j = 0; j < i; j++) subtract(direction, elementAt(directions, j));
      const length = Math.sqrt(dot(direction, direction));
      if (!(length > vanished * before)) {
        directions[i] = randomDirection(direction.length, random);
        settled = 0;
        continue;
      }
      for (let k = 0; k < direction.length; k++) direction[k] = float64At(direction, k) / length;
      settled++;
    }
  }
}

/** Subtracts the component along a unit vector. */
function subtract(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k] = float64At(vector, k) - along * float64At(unit, k);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += float64At(a, i) * float64At(b, i);
  return sum;
}

const randomDirection = (width: number, random: () => number): Float64Array =>
  Float64Array.from(normalise(Float32Array.from({ length: width }, () => random() - 0.5)));
