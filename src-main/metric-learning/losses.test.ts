import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { squaredDistances } from './distances.ts';
import { distanceDistillation, vectorDistillation } from './distillation.ts';
import { fineTuningMargin, scratchMargin } from './margin.ts';
import type { Triplets } from './mining/negatives.ts';
import { circle, differences, randomVectors, squaredChord } from './test-circle.ts';
import { tripletLoss } from './triplet-loss.ts';

const triplets = (...rows: [number, number, number][]): Triplets => ({
  anchors: Int32Array.from(rows, ([a]) => a),
  positives: Int32Array.from(rows, ([, p]) => p),
  negatives: Int32Array.from(rows, ([, , n]) => n),
});

function lossOf(vectors: Float32Array, dimension: number, rows: Triplets, margin: number) {
  const gradient = new Float64Array(vectors.length);
  const figures = tripletLoss(
    vectors,
    dimension,
    squaredDistances(vectors, dimension),
    rows,
    margin,
    gradient,
  );
  return { ...figures, gradient };
}

const square = (x: ArrayLike<number>, dimension: number, i: number, j: number) =>
  Array.from({ length: dimension }, (_, k) => (x[i * dimension + k]! - x[j * dimension + k]!) ** 2).reduce(
    (a, b) => a + b,
  );

function expectGradient(gradient: Float64Array, f: (x: Float64Array) => number, at: Float32Array) {
  const expected = differences(f, at);
  gradient.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  expect(Math.hypot(...expected)).toBeGreaterThan(0.01);
}

describe('the triplet loss', () => {
  it('is the mean over triplets that violate the margin', () => {
    const vectors = circle([0, 20, 30, 180]);
    const margin = 0.2;
    const { loss, active } = lossOf(vectors, 2, triplets([0, 1, 2], [0, 1, 3]), margin);
    expect(active).toBe(1);
    expect(loss).toBeCloseTo(squaredChord(20) - squaredChord(30) + margin, 6);
  });

  it('pulls the positive to the anchor and pushes the negative off', () => {
    const { gradient } = lossOf(circle([0, 20, 30]), 2, triplets([0, 1, 2]), 1);
    // Along the circle, upwards: the step goes against the gradient.
    expect(gradient[3]).toBeGreaterThan(0);
    expect(gradient[5]).toBeLessThan(0);
  });

  it('is 0 with a gradient of 0 where none is violated, without triplets and without faces', () => {
    const none = { loss: 0, active: 0 };
    expect(lossOf(circle([0, 20, 180]), 2, triplets([0, 1, 2]), 0.2)).toEqual({ ...none, gradient: new Float64Array(6) }); // prettier-ignore
    expect(lossOf(circle([0]), 2, triplets(), 0.2)).toEqual({ ...none, gradient: new Float64Array(2) });
    expect(lossOf(circle([]), 2, triplets(), 0.2)).toEqual({ ...none, gradient: new Float64Array(0) });
  });

  it('has the gradient of central differences', () => {
    const random = seededRandom(11);
    const [count, dimension, margin] = [8, 6, 0.3];
    for (let round = 0; round < 10; round++) {
      const vectors = randomVectors(count, dimension, random);
      const draw = () => Math.floor(random() * count);
      const drawn = Array.from({ length: 20 }, () => [draw(), draw(), draw()] as [number, number, number]);
      const rows = drawn.filter(([a, p, n]) => a !== p && a !== n && p !== n);
      const definition = (x: Float64Array) => {
        const costs = rows.map(
          ([a, p, n]) => square(x, dimension, a, p) - square(x, dimension, a, n) + margin,
        );
        const violated = costs.filter((cost) => cost > 0);
        return violated.reduce((a, b) => a + b, 0) / violated.length;
      };
      const { loss, gradient } = lossOf(vectors, dimension, triplets(...rows), margin);
      expect(loss).toBeCloseTo(definition(Float64Array.from(vectors)), 6);
      expectGradient(gradient, definition, vectors);
    }
  });

  it('adds to a gradient that is there', () => {
    const vectors = circle([0, 20, 30]);
    const distances = squaredDistances(vectors, 2);
    const gradient = new Float64Array(6).fill(5);
    tripletLoss(vectors, 2, distances, triplets([0, 1, 2]), 1, gradient);
    const { gradient: alone } = lossOf(vectors, 2, triplets([0, 1, 2]), 1);
    expect(gradient).toEqual(alone.map((value) => value + 5));
  });
});

describe('distillation', () => {
  const random = seededRandom(12);
  const [count, dimension] = [7, 5];
  const student = randomVectors(count, dimension, random);
  const teacher = randomVectors(count, dimension, random);

  it('of vectors is the weighed mean of squared distances to the teacher’s', () => {
    const weights = [1, 0, 2, 0.5, 0, 1, 3];
    const definition = (x: ArrayLike<number>) => {
      const all = [...Array.from(x), ...teacher];
      return weights.reduce((sum, w, i) => sum + w * square(all, dimension, i, count + i), 0) / count;
    };
    const gradient = new Float64Array(student.length);
    const loss = vectorDistillation(student, dimension, teacher, weights, gradient);
    expect(loss).toBeCloseTo(definition(student), 6);
    expectGradient(gradient, definition, student);
  });

  it('of distances is the mean over pairs of two people', () => {
    const people = [0, 0, 0, 1, 1, -1, -1];
    const definition = (x: ArrayLike<number>) => {
      const terms: number[] = [];
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < i; j++) {
          if (people[i] === people[j] && people[i] !== -1) continue;
          terms.push((square(x, dimension, i, j) - square(teacher, dimension, i, j)) ** 2);
        }
      }
      return (0.7 * terms.reduce((a, b) => a + b)) / terms.length;
    };
    const gradient = new Float64Array(student.length);
    const [own, base] = firstItems(
      [student, teacher].map((vectors) => squaredDistances(vectors, dimension)),
      2,
    );
    const loss = distanceDistillation(student, dimension, own, base, people, 0.7, gradient);
    expect(loss).toBeCloseTo(definition(student), 5);
    expectGradient(gradient, definition, student);
  });

  it('is 0 where student and teacher agree, and for no face or a single one', () => {
    const still = new Float64Array(student.length);
    const distances = squaredDistances(student, dimension);
    expect(vectorDistillation(student, dimension, student, Array(count).fill(1), still)).toBe(0);
    expect(
      distanceDistillation(student, dimension, distances, distances, Array(count).fill(-1), 1, still),
    ).toBe(0);
    expect(still).toEqual(new Float64Array(student.length));
    const one = circle([4]);
    const alone = squaredDistances(one, 2);
    expect(distanceDistillation(one, 2, alone, alone, [0], 1, new Float64Array(2))).toBe(0);
    expect(vectorDistillation(circle([]), 2, circle([]), [], new Float64Array(0))).toBe(0);
  });
});

describe('the margin', () => {
  it('is FaceNet’s from scratch, and shrinks with the base model’s distances', () => {
    expect(scratchMargin).toBe(0.2);
    // dlib's ResNet, calibrated on Labeled Faces in the Wild.
    expect(fineTuningMargin(0.3708, 0.36)).toBeCloseTo(0.0495, 4);
    expect(fineTuningMargin(0, 0.36)).toBe(0);
  });
});
