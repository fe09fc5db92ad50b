import { describe, expect, it } from 'vitest';
import { principalSubspace } from './principal-subspace.ts';
import { seededRandom } from './random.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

function expectOrthonormal(basis: readonly Float64Array[]): void {
  basis.forEach((a, i) => basis.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 9)));
}

/** Vectors along known orthogonal directions, with known strengths. */
function vectorsAlong(directions: readonly number[][], strengths: readonly number[]): Float32Array {
  return Float32Array.from(directions.flatMap((direction, i) => direction.map((x) => x * strengths[i]!)));
}

describe('principal subspace', () => {
  it('is spanned by the strongest directions', () => {
    const s = Math.SQRT1_2;
    const directions = [
      [s, s, 0, 0],
      [s, -s, 0, 0],
      [0, 0, s, s],
      [0, 0, s, -s],
    ];
    const vectors = vectorsAlong(directions, [1, 3, 2, 0.5]);
    const { basis, kept } = principalSubspace(vectors, 4, 2, seededRandom(1));
    expectOrthonormal(basis);
    expect(kept).toBeCloseTo((9 + 4) / (1 + 9 + 4 + 0.25), 6);
    for (const strong of [1, 2]) {
      expect(Math.hypot(...basis.map((b) => dot(b, directions[strong]!)))).toBeCloseTo(1, 3);
    }
  });

  it('does not subtract the mean: a common direction is kept', () => {
    const random = seededRandom(3);
    const cone = Float32Array.from({ length: 300 * 6 }, (_, i) =>
      i % 6 === 0 ? 1 : 0.05 * (random() - 0.5),
    );
    const { basis, kept } = principalSubspace(cone, 6, 1, random);
    expect(Math.abs(basis[0]![0]!)).toBeGreaterThan(0.999);
    expect(kept).toBeGreaterThan(0.99);
  });

  it('preserves inner products of vectors in a smaller subspace', () => {
    const random = seededRandom(5);
    const few = 20;
    const width = 60;
    const vectors = Float32Array.from({ length: few * width }, () => random() - 0.5);
    const { basis, kept } = principalSubspace(vectors, width, 32, random);
    expectOrthonormal(basis);
    expect(kept).toBeCloseTo(1, 6);
    const row = (i: number) => vectors.subarray(i * width, (i + 1) * width);
    const image = (i: number) => basis.map((b) => dot(b, row(i)));
    for (let i = 1; i < few; i++) expect(dot(image(0), image(i))).toBeCloseTo(dot(row(0), row(i)), 4);
  });

  it('is some orthonormal basis without vectors, or with zeros only', () => {
    for (const vectors of [new Float32Array(), new Float32Array(12)]) {
      const { basis, kept } = principalSubspace(vectors, 6, 4, seededRandom(2));
      expect(basis).toHaveLength(4);
      expectOrthonormal(basis);
      expect(kept).toBe(1);
    }
  });

  it('can be the whole space', () => {
    const random = seededRandom(8);
    const vectors = Float32Array.from({ length: 50 }, () => random() - 0.5);
    const { basis, kept } = principalSubspace(vectors, 5, 5, random);
    expectOrthonormal(basis);
    expect(kept).toBeCloseTo(1, 9);
  });
});
