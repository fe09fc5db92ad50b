import { expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { dot, normalise } from '../../common/vectors.ts';
import { fitProjection } from './projection.ts';

it('keeps the angles of both vectors, of which the first is weighed twofold', () => {
  const random = seededRandom(3);
  const unit = (width: number, within: number) =>
    normalise(Float32Array.from({ length: width }, (_, k) => (k < within ? random() - 0.5 : 0)));
  // Vectors that lie within 40 + 60 directions, which 128 can hold.
  const pairs = Array.from({ length: 150 }, () => [unit(128, 40), unit(192, 60)] as const);
  const vectors = pairs.map(([first, second]) => Float32Array.from([...first, ...second]));
  const { matrix, kept } = fitProjection(vectors);
  expect(kept).toBeCloseTo(1, 4);
  const project = (vector: Float32Array) =>
    Float32Array.from({ length: 128 }, (_, column) =>
      vector.reduce((sum, value, row) => sum + value * matrix[row * 128 + column]!, 0),
    );
  for (let i = 1; i < 10; i++) {
    const [[a, b], [c, d]] = [pairs[0]!, pairs[i]!];
    const [p, q] = [project(vectors[0]!), project(vectors[i]!)];
    expect(dot(p, p)).toBeCloseTo(1, 3);
    expect(dot(p, q)).toBeCloseTo((4 * dot(a, c) + dot(b, d)) / 5, 3);
  }
});
