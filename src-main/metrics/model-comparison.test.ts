import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { findChangedPairs } from './changed-pairs.ts';
import { evaluateIdentification, openSetRate } from './identification.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { canTellVal, compareModels, limitsOf } from './model-comparison.ts';
import { distanceOf } from './pair-distance.ts';
import { clusterAt } from './grouping.ts';
import { PairRates } from './pair-rates.ts';
import { randomPeople } from './test-people.ts';

const options = { seed: 1, rounds: 300 };
const facesOf = ({ people }: LabelledFaces) => ({ people, photos: [...people.keys()] });

describe('the comparison of two models', () => {
  // The same people and noise of the same directions, less of it.
  const worse = randomPeople(Array(30).fill(5), 1, seededRandom(1));
  const better = randomPeople(Array(30).fill(5), 0.4, seededRandom(1));
  const base = { vectors: worse.vectors, distance: 0.3 };
  const candidate = { vectors: better.vectors, distance: 0.3 };

  it('tells the figures that each evaluation tells, within their intervals', () => {
    const comparison = compareModels(facesOf(worse), base, candidate, options);
    expect(comparison).toMatchObject({ faces: 150, people: 30 });
    for (const [scores, faces] of [[comparison.base, worse], [comparison.candidate, better]] as const) {
      const { rank1, openSet } = evaluateIdentification(faces, 1);
      const values = Object.fromEntries(Object.entries(scores).map(([figure, e]) => [figure, e!.value]));
      const rates = new PairRates(faces);
      expect(values).toEqual({
        valAt100: rates.at(0.01).val,
        valAt1000: rates.at(0.001).val,
        rank1,
        openSet: openSet.dir,
        groupsF: expect.closeTo(clusterAt(faces, [0.3])[0]!.bcubed.f, 12),
      });
      for (const estimate of Object.values(scores)) {
        expect(estimate!.low).toBeLessThanOrEqual(estimate!.value + 0.05);
        expect(estimate!.high).toBeGreaterThanOrEqual(estimate!.value - 0.05);
        expect(estimate!.low).toBeLessThanOrEqual(estimate!.high);
      }
    }
  }); // prettier-ignore

  it('finds the better one better beyond noise, and the worse one worse', () => {
    const { gain, base: old, candidate: fresh } = compareModels(facesOf(worse), base, candidate, options);
    expect(gain!.value).toBeCloseTo(fresh.valAt1000!.value - old.valAt1000!.value, 12);
    expect(gain!.low).toBeGreaterThan(0);
    expect(compareModels(facesOf(worse), candidate, base, options).gain!.high).toBeLessThan(0);
  });

  it('finds no gain between a model and itself, whatever photos are drawn', () => {
    const { gain } = compareModels(facesOf(worse), base, base, options);
    expect(gain).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('says nothing where there are too few faces, pairs of one person or pairs of two', () => {
    const none = { valAt100: null, valAt1000: null, rank1: null, openSet: null, groupsF: null };
    const compare = (sizes: number[]) => {
      const faces = randomPeople(sizes, 0.5, seededRandom(2));
      const model = { vectors: faces.vectors, distance: 0.3 };
      return compareModels(facesOf(faces), model, model, options);
    };
    expect(compare([])).toEqual({ faces: 0, people: 0, base: none, candidate: none, gain: null });
    expect(compare([1])).toMatchObject({ faces: 1, base: none, gain: null });
    // 12 pairs of one person, 16 of two: enough for 1 in 100, not for 1 in 1,000.
    expect(compare([4, 4, 1, 1])).toMatchObject({ gain: null, base: { valAt1000: null, valAt100: { value: expect.any(Number) as number } } }); // prettier-ignore
    expect(compare(Array(20).fill(1)).base).toMatchObject({ valAt100: null, valAt1000: null, rank1: null, openSet: null }); // prettier-ignore
  });
});

describe('whether faces are enough', () => {
  it.each([
    ['none', [], false],
    ['12 pairs of one person and 16 of two', [4, 4, 1, 1], false],
    ['faces of one person', [20], false],
    ['single faces', Array<number>(30).fill(1), false],
    ['five people with four faces each', [4, 4, 4, 4, 4], true],
  ])('%s', (_, sizes, enough) => {
    const people = sizes.flatMap((size, person) => Array<number>(size).fill(person));
    expect(canTellVal(people, 0.001)).toBe(enough);
    const faces = randomPeople(sizes, 0.8, seededRandom(3));
    const model = { vectors: faces.vectors, distance: 0.3 };
    const { gain } = compareModels(facesOf(faces), model, model, { seed: 1, rounds: 2 });
    expect(gain !== null).toBe(enough);
  });
});

describe('the open set with faces that count differently', () => {
  it('is that of faces repeated so often', () => {
    const random = seededRandom(6);
    const faces = randomPeople(Array(40).fill(3), 0.8, random);
    const result = evaluateIdentification(faces, 1);
    const all = openSetRate(result, 0.01, new Uint8Array(120).fill(1));
    expect(all).toBe(result.openSet.dir);
    const counts = Array.from({ length: 120 }, () => Math.floor(random() * 4));
    const strangers = result.strangerFaces.flatMap((face, i) =>
      Array<number>(counts[face]!).fill(result.strangers[i]!),
    );
    const limit = strangers[Math.floor(0.05 * strangers.length)]!;
    const mated = result.mated.flatMap((probe) => Array<typeof probe>(counts[probe.face]!).fill(probe));
    const named = mated.filter(({ right, distance }) => right && distance < limit);
    expect(openSetRate(result, 0.05, counts)).toBeCloseTo(named.length / mated.length, 12);
    expect(openSetRate(result, 0.01, new Uint8Array(120))).toBeNull();
  });
});

describe('pairs that changed', () => {
  const [a, b] = firstItems(
    [1.2, 0.4].map((width) => randomPeople(Array(12).fill(4), width, seededRandom(7))),
    2,
  );
  const [before, after] = limitsOf(a.people, a.vectors, b.vectors);

  it('are all on which the models disagree, the clearest first', () => {
    const { becameRight, becameWrong, rightTotal, wrongTotal } = findChangedPairs(
      a.people,
      { vectors: a.vectors, limit: before },
      { vectors: b.vectors, limit: after },
    );
    expect(becameRight.length).toBeGreaterThan(5);
    const expected = { right: 0, wrong: 0 };
    for (let i = 0; i < 48; i++) {
      for (let j = i + 1; j < 48; j++) {
        const same = a.people[i] === a.people[j];
        const was = distanceOf(a.vectors, 128, i, j) < before === same;
        const is = distanceOf(b.vectors, 128, i, j) < after === same;
        if (was !== is) expected[is ? 'right' : 'wrong']++;
      }
    }
    expect([rightTotal, wrongTotal]).toEqual([expected.right, expected.wrong]);
    expect([becameRight.length, becameWrong.length]).toEqual([Math.min(50, expected.right), Math.min(50, expected.wrong)]); // prettier-ignore
    const clearness = becameRight.map(
      (pair) => Math.abs(pair.before - before) + Math.abs(pair.after - after),
    );
    expect(clearness).toEqual(clearness.toSorted((x, y) => y - x));
    for (const pair of becameRight) {
      expect(pair.same).toBe(a.people[pair.a] === a.people[pair.b]);
      expect(pair.after < after).toBe(pair.same);
      expect(pair.before < before).toBe(!pair.same);
    }
  });

  it('are none between a model and itself, of one face and of none', () => {
    const own = { vectors: a.vectors, limit: before };
    const none = { becameRight: [], becameWrong: [], rightTotal: 0, wrongTotal: 0 };
    expect(findChangedPairs(a.people, own, own)).toEqual(none);
    expect(findChangedPairs([0], own, { vectors: b.vectors, limit: after })).toEqual(none);
    expect(findChangedPairs([], own, own)).toEqual(none);
  });
});
