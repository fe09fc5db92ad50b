import { elementAt } from '../common/elements.ts';
import { float32At, float64At } from '../common/typed-arrays.ts';
import { principalSubspace } from '../common/principal-subspace.ts';
import { seededRandom } from '../common/random.ts';

/** Coordinates of a vector that is projected, and the length of what is left of it. */
const projectedWidth = 64;
/** Vectors that the principal subspace is computed from. */
const sampled = 4096;

/** Number of points sought from which on projecting all vectors takes less time than it saves. */
export const soughtToProject = 2048;

/** Contents of a {@link VectorSet}, as passed to another thread. */
export interface StoredVectors {
  size: number;
  dimension: number;
  width: number;
  leastSquare: number;
  points: Uint32Array;
  /** 1 for a guest: its own neighbours are sought, and it is nobody's. */
  guests: Uint8Array;
  vectors: Float32Array;
  coordinates: Float32Array;
}

/** Vectors of points, in shared memory [Note: Exact neighbours]. */
export class VectorSet implements StoredVectors {
  size = 0;
  readonly dimension: number;
  width: number;
  /** Lower bound of the squared length of a vector; all are about 1. */
  leastSquare = Infinity;
  readonly points: Uint32Array;
  readonly guests: Uint8Array;
  readonly vectors: Float32Array;
  /** Rows of `width` floats, whose products bound the products of the vectors from above. */
  coordinates: Float32Array;

  /** @param capacity greatest number of vectors */
  constructor(capacity: number, dimension: number) {
    this.dimension = dimension;
    this.width = dimension;
    this.points = new Uint32Array(new SharedArrayBuffer(4 * capacity));
    this.guests = new Uint8Array(new SharedArrayBuffer(capacity));
    this.vectors = new Float32Array(new SharedArrayBuffer(4 * capacity * dimension));
    this.coordinates = this.vectors;
  }

  /** The set that another thread has sent. */
  static of(stored: StoredVectors): VectorSet {
    return Object.assign(Object.create(VectorSet.prototype) as VectorSet, stored);
  }

  get capacity(): number {
    return this.points.length;
  }

  /** @param vector of length 1, about */
  add(point: number, vector: Float32Array, isGuest = false): void {
    this.points[this.size] = point;
    this.guests[this.size] = isGuest ? 1 : 0;
    this.vectors.set(vector, this.size++ * this.dimension);
    let square = 0;
    for (let k = 0; k < vector.length; k++) square += float32At(vector, k) * float32At(vector, k);
    this.leastSquare = Math.min(this.leastSquare, square);
  }

  /**
   * Projects the vectors. That takes eight microseconds each, and makes products half as dear.
   */
  project(): void {
    const { dimension, size, vectors } = this;
    if (dimension <= projectedWidth) return;
    const step = Math.max(1, Math.floor(size / sampled));
    const sample = new Float32Array(Math.ceil(size / step) * dimension);
    for (let row = 0, at = 0; row < size; row += step, at += dimension) {
      sample.set(vectors.subarray(row * dimension, (row + 1) * dimension), at);
    }
    const { basis } = principalSubspace(sample, dimension, projectedWidth - 1, seededRandom(1));
    const coordinates = new Float32Array(new SharedArrayBuffer(4 * projectedWidth * size));
    for (let row = 0; row < size; row++) {
      const start = row * dimension;
      let left = 0;
      for (let k = 0; k < dimension; k++)
        left += float32At(vectors, start + k) * float32At(vectors, start + k);
      const at = row * projectedWidth;
      for (let axis = 0; axis < basis.length; axis++) {
        const direction = elementAt(basis, axis);
        let sum = 0;
        for (let k = 0; k < dimension; k++) sum += float32At(vectors, start + k) * float64At(direction, k);
        coordinates[at + axis] = sum;
        left -= sum * sum;
      }
      coordinates[at + basis.length] = Math.sqrt(Math.max(0, left));
    }
    this.coordinates = coordinates;
    this.width = projectedWidth;
  }

  /** Upper bound of the product of two vectors, by their rows. */
  bound(a: number, b: number): number {
    const { coordinates, width } = this;
    let sum = 0;
    for (let k = 0, x = a * width, y = b * width; k < width; k++)
      sum += float32At(coordinates, x + k) * float32At(coordinates, y + k);
    return sum;
  }

  /** Euclidean distance, rounded to 32 bits; the same for both orders of the rows. */
  distance(a: number, b: number): number {
    const { vectors, dimension } = this;
    let sum = 0;
    for (let k = 0, x = a * dimension, y = b * dimension; k < dimension; k++) {
      const difference = float32At(vectors, x + k) - float32At(vectors, y + k);
      sum += difference * difference;
    }
    return Math.fround(Math.sqrt(sum));
  }
}
