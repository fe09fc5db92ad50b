import { describe, expect, it } from 'vitest';
import { embeddingDimension as dimension, normalise } from '../../common/vectors.ts';
import { seededRandom } from '../../common/random.ts';
import { calibrate } from './calibration.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';

/** Faces on the unit circle, by person and angle in degrees. */
function onCircle(faces: readonly (readonly [person: number, degrees: number])[]): LabelledFaces {
  const vectors = new Float32Array(faces.length * dimension);
  faces.forEach(([, degrees], i) => {
    vectors[i * dimension] = Math.cos((degrees * Math.PI) / 180);
    vectors[i * dimension + 1] = Math.sin((degrees * Math.PI) / 180);
  });
  return { vectors, people: Uint32Array.from(faces, ([person]) => person) };
}

/** People around centres of their own, some with many faces; coordinates are coarse, so distances recur. */
function crowd(count: number, seed: number, coarse: boolean): LabelledFaces {
  const random = seededRandom(seed);
  const people: number[] = [];
  const vectors: number[] = [];
  for (let person = 0; person < count; person++) {
    const centre = Array.from({ length: 6 }, () => random() - 0.5);
    const faces = person % 9 === 0 ? 8 : 1 + Math.floor(random() * 2);
    for (let face = 0; face < faces; face++) {
      const moved = centre.map((value) => value + (coarse ? 0 : 0.2 * (random() - 0.5)));
      const vector = new Float32Array(dimension);
      vector.set(moved.map((value) => (coarse ? Math.round(2 * value) : value)));
      vector[6] = 1;
      vectors.push(...normalise(vector));
      people.push(person);
    }
  }
  return { vectors: Float32Array.from(vectors), people: Uint32Array.from(people) };
}

it('compares people of one kind alone, and lets kinds weigh the same', () => {
  // 40 people of one kind lie 1 to 40 degrees from the first; three of another are 60 and 90 degrees apart.
  const near = Array.from({ length: 41 }, (_, i) => [i, i] as const);
  const far = [180, 240, 330].map((degrees, i) => [100 + i, degrees] as const);
  const faces = onCircle([...near, ...far]);
  const kinds = Uint32Array.from(faces.people, (person) => (person < 100 ? 0 : 1));
  const { pairs, people } = calibrate(faces, kinds);
  expect({ pairs, people }).toEqual({ pairs: { different: (41 * 40) / 2 + 3, same: 0 }, people: 44 });
  const [alone, both] = [calibrate(onCircle(near)), calibrate(faces, kinds)];
  const angle = ({ points }: ReturnType<typeof calibrate>) =>
    Math.round((2 * Math.asin(points[0]!.distance / 2) * 180) / Math.PI);
  // Nobody of the other kind is near, so a part of all pairs is twice as large a part of this kind's.
  expect(angle(both)).toBeGreaterThan(0);
  expect(both.points[0]!.accepted).toBeGreaterThanOrEqual(alone.points[0]!.accepted);
  expect(() => calibrate(faces, faces.people)).toThrow(/at least two people/);
});

/** The same by sorting all pairs. */
function bruteForce({ vectors, people }: LabelledFaces) {
  const size = (person: number) => people.filter((other) => other === person).length;
  const sizes = Array.from(people, size);
  const pairs: { distance: number; same: boolean; weight: number }[] = [];
  for (let i = 0; i < people.length; i++) {
    for (let j = i + 1; j < people.length; j++) {
      const same = people[i] === people[j];
      const weight = same ? 2 / (sizes[i]! * (sizes[i]! - 1)) : 1 / (sizes[i]! * sizes[j]!);
      pairs.push({ distance: distanceOf(vectors, dimension, i, j), same, weight });
    }
  }
  const weigh = (chosen: typeof pairs) => chosen.reduce((sum, { weight }) => sum + weight, 0);
  const different = pairs.filter(({ same }) => !same).sort((a, b) => a.distance - b.distance);
  const own = pairs.filter(({ same }) => same);
  const points = [0.01, 0.001, 0.0001, 0.00001].map((far) => {
    const allowed = far * weigh(different) * (1 + 1e-9);
    let [distance, accepted, weight] = [0, 0, 0];
    different.forEach((pair, i) => {
      weight += pair.weight;
      // Pairs at one distance are accepted together.
      if (weight <= allowed && different[i + 1]?.distance !== pair.distance)
        [distance, accepted] = [pair.distance, i + 1];
    });
    const near = own.filter((pair) => pair.distance <= distance);
    return { far, distance, accepted, val: weigh(near) / weigh(own) };
  });
  return { pairs: { different: different.length, same: own.length }, points };
}

describe('calibrate', () => {
  it.each([
    ['distances that differ', false],
    ['distances that recur', true],
  ])('finds what sorting all pairs finds, with %s', (_, coarse) => {
    for (const seed of [1, 2, 3]) {
      const faces = crowd(150, seed, coarse);
      const { points, pairs } = calibrate(faces);
      const expected = bruteForce(faces);
      expect(pairs).toEqual(expected.pairs);
      expect(points[0]!.accepted).toBeGreaterThan(coarse ? 0 : 50);
      points.forEach((point, i) => {
        const { val, ...rest } = expected.points[i]!;
        expect(point).toEqual({ ...rest, val: expect.closeTo(val, 9) });
      });
    }
  });

  it('counts every two people once, however many photos one of them has', () => {
    // 15 people make 105 pairs, of which one in a hundred is one: that of persons 0 and 1, twenty photos each.
    const twins = Array.from({ length: 20 }, (_, i) => [0, i / 100] as const);
    const others = Array.from({ length: 13 }, (_, i) => [i + 2, 40 + 20 * i] as const);
    const faces = onCircle([...twins, ...twins.map(([, at]) => [1, at + 1] as const), ...others]);
    const { points, people } = calibrate(faces);
    expect(people).toBe(15);
    expect(points[0]).toMatchObject({ far: 0.01, accepted: 400, val: 1 });
    expect(points[0]!.distance).toBeCloseTo(2 * Math.sin((1.19 / 2) * (Math.PI / 180)), 5);
  });

  it('lets nobody in where the nearest two strangers are too many', () => {
    const { points } = calibrate(
      onCircle([
        [0, 0],
        [1, 90],
      ]),
    );
    expect(points).toEqual(
      [0.01, 0.001, 0.0001, 0.00001].map((far) => ({ far, distance: 0, accepted: 0, val: null })),
    );
  });

  it('refuses faces of one person', () => {
    const faces = onCircle([
      [3, 0],
      [3, 1],
    ]);
    expect(() => calibrate(faces)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
