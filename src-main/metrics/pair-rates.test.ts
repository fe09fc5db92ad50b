import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { calibrate } from '../lab/protocols/calibration.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { distanceOf } from './pair-distance.ts';
import { PairRates } from './pair-rates.ts';
import { randomPeople } from './test-people.ts';
import { valAtFar } from '../lab/protocols/verification.ts';

const pairsOf = ({ vectors, people }: LabelledFaces) => {
  const pairs: { a: number; b: number; same: boolean; distance: number; fold: number }[] = [];
  for (let a = 0; a < people.length; a++) {
    for (let b = a + 1; b < people.length; b++) {
      pairs.push({ a, b, same: people[a] === people[b], distance: distanceOf(vectors, 128, a, b), fold: 1 });
    }
  }
  return pairs;
};

describe('rates over all pairs', () => {
  const random = seededRandom(3);

  it('are those of verification where everybody has as many faces', () => {
    for (let round = 0; round < 10; round++) {
      const faces = randomPeople(Array(15).fill(4), 0.5 + random(), random);
      const rates = new PairRates(faces);
      const pairs = pairsOf(faces);
      for (const far of [0.01, 0.003, 0.001])
        expect(rates.at(far).val).toBeCloseTo(valAtFar(pairs, far).val, 12);
      expect([rates.samePairs, rates.differentPairs]).toEqual([15 * 6, (60 * 59) / 2 - 15 * 6]);
    }
  });

  it('reach as far as the calibrated distances, and no pair of two people farther', () => {
    const faces = randomPeople(
      Array.from({ length: 25 }, () => 1 + Math.floor(random() * 6)),
      0.9,
      random,
    );
    const rates = new PairRates(faces);
    for (const { far, distance, val } of calibrate(faces).points.slice(0, 2)) {
      const { limit, val: own } = rates.at(far);
      expect(limit).toBeGreaterThan(distance);
      expect(own).toBeGreaterThanOrEqual(val!);
      const between = pairsOf(faces).filter(
        (pair) => !pair.same && pair.distance > distance && pair.distance < limit,
      );
      expect(between).toEqual([]);
    }
  });

  it('weigh faces by their counts as the definition does', () => {
    for (let round = 0; round < 20; round++) {
      const sizes = Array.from({ length: 12 }, () => 1 + Math.floor(random() * 5));
      const faces = randomPeople(sizes, 0.4 + random(), random);
      const counts = Array.from(faces.people, () => Math.floor(random() * 3));
      for (const far of [0.01, 0.002]) {
        expect(new PairRates(faces).at(far, counts)).toEqual(oracle(faces, counts, far));
      }
    }
  });

  it('keep few pairs of two people without changing a rate', () => {
    const faces = randomPeople(Array(40).fill(5), 0.8, random);
    const counts = Array.from(faces.people, () => Math.floor(random() * 3));
    for (const far of [0.01, 0.001]) {
      expect(new PairRates(faces, 0.01).at(far, counts)).toEqual(new PairRates(faces, 1).at(far, counts));
    }
  });

  it('cannot be told of no face, of one, of one person, and of people with one face each', () => {
    expect(new PairRates(randomPeople([], 1, random)).at(0.01).val).toBeNull();
    expect(new PairRates(randomPeople([1], 1, random)).at(0.01).val).toBeNull();
    expect(new PairRates(randomPeople([5], 1, random)).at(0.01).val).toBeNull();
    expect(new PairRates(randomPeople([1, 1, 1], 1, random)).at(0.01).val).toBeNull();
    expect(new PairRates(randomPeople([3, 3], 1, random)).at(0.01, [1, 1, 1, 0, 0, 0]).val).toBeNull();
  });
});

/** People weigh the same: every two as one pair, everyone with two faces as one. */
function oracle(faces: LabelledFaces, counts: number[], far: number) {
  const { people } = faces;
  const total = (person: number) =>
    counts.reduce((sum, count, i) => sum + (people[i] === person ? count : 0), 0);
  const present = [...new Set(people)].filter((person) => total(person) > 0);
  const twos = (present.length * (present.length - 1)) / 2;
  const pairs = pairsOf(faces)
    .filter(({ a, b }) => counts[a]! * counts[b]! > 0)
    .sort((x, y) => x.distance - y.distance);
  let passed = 0;
  let limit = 2;
  for (const { a, b, same, distance } of pairs) {
    if (same) continue;
    passed += (counts[a]! * counts[b]!) / (total(people[a]!) * total(people[b]!));
    if (passed > far * twos + 1e-9) {
      limit = distance;
      break;
    }
  }
  const each = present.flatMap((person) => {
    const own = pairs.filter(({ a, same }) => same && people[a] === person);
    const weight = (of: typeof own) => of.reduce((sum, { a, b }) => sum + counts[a]! * counts[b]!, 0);
    return own.length === 0 ? [] : [weight(own.filter(({ distance }) => distance < limit)) / weight(own)];
  });
  const val = each.length === 0 ? null : expect.closeTo(each.reduce((a, b) => a + b) / each.length, 12);
  return { val: present.length < 2 ? null : val, limit };
}
