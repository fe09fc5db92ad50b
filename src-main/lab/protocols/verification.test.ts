import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import {
  areaUnder,
  bestThreshold,
  dealIntoFolds,
  evaluateVerification,
  rocOf,
  type ScoredPair,
  valAtFar,
} from './verification.ts';

const pairs = (same: number[], different: number[], fold = 0) => [
  ...same.map((distance) => ({ same: true, distance, fold })),
  ...different.map((distance) => ({ same: false, distance, fold })),
];
const missed = (same: boolean, fold = 0): ScoredPair => ({ same, distance: null, fold });

function randomPairs(seed: number, count: number) {
  const random = seededRandom(seed);
  // Rounded, so that ties occur.
  return Array.from({ length: count }, (_, i) => {
    const same = i % 2 === 0;
    const distance = Math.round((same ? 0 : 0.3) * 20 + random() * 20) / 20;
    return { same, distance, fold: i % 5 };
  });
}

describe('VAL and FAR', () => {
  it('are the accepted parts of the same and the different pairs', () => {
    expect(rocOf(pairs([0.1, 0.3], [0.2, 0.4, 0.5, 0.6]))).toEqual([
      { distance: 0, val: 0, far: 0 },
      { distance: 0.1, val: 0.5, far: 0 },
      { distance: 0.2, val: 0.5, far: 0.25 },
      { distance: 0.3, val: 1, far: 0.25 },
      { distance: 0.4, val: 1, far: 0.5 },
      { distance: 0.5, val: 1, far: 0.75 },
      { distance: 0.6, val: 1, far: 1 },
    ]);
  });

  it('agree with counting at every distance, ties included', () => {
    const list = randomPairs(1, 120);
    const part = (same: boolean, d: number) => {
      const of = list.filter((pair) => pair.same === same);
      return of.filter((pair) => pair.distance <= d).length / of.length;
    };
    const roc = rocOf(list);
    expect(new Set(roc.map((point) => point.distance)).size).toBeGreaterThan(10);
    for (const { distance, val, far } of roc.slice(1)) {
      expect([val, far]).toEqual([part(true, distance), part(false, distance)]);
    }
  });

  it('need pairs of both kinds', () => {
    expect(() => rocOf(pairs([0.1], []))).toThrow(/are needed/);
    expect(() => rocOf([])).toThrow(/are needed/);
  });
});

describe('area under the ROC', () => {
  it('is 1 where all same pairs are nearer, 0 where none is, a half where all are equal', () => {
    expect(areaUnder(rocOf(pairs([0.1, 0.2], [0.3, 0.4])))).toBe(1);
    expect(areaUnder(rocOf(pairs([0.3, 0.4], [0.1, 0.2])))).toBe(0);
    expect(areaUnder(rocOf(pairs([0.3, 0.3], [0.3, 0.3])))).toBe(0.5);
  });

  it('is the chance that a same pair is nearer than a different one, ties half', () => {
    const list = randomPairs(2, 150);
    let wins = 0;
    let comparisons = 0;
    for (const a of list.filter((pair) => pair.same)) {
      for (const b of list.filter((pair) => !pair.same)) {
        comparisons++;
        wins += a.distance < b.distance ? 1 : a.distance === b.distance ? 0.5 : 0;
      }
    }
    expect(areaUnder(rocOf(list))).toBeCloseTo(wins / comparisons, 12);
  });
});

describe('VAL at a FAR', () => {
  const different = Array.from({ length: 100 }, (_, i) => 0.5 + i / 1000);

  it('is taken at the largest distance that keeps to the FAR', () => {
    const list = pairs([0.1, 0.2, 0.4999, 0.5, 0.5005], different);
    expect(valAtFar(list, 0)).toEqual({ val: 3 / 5, distance: 0.4999 });
    expect(valAtFar(list, 0.01)).toEqual({ val: 1, distance: 0.5005 });
  });

  it('does not accept one of several pairs at the same distance', () => {
    const list = pairs([0.2, 0.5], [0.5, 0.5, ...different.slice(2)]);
    expect(valAtFar(list, 0.01)).toEqual({ val: 0.5, distance: 0.2 });
  });

  it('counts same pairs with a missed face as rejected, and takes no credit for different ones', () => {
    const list = [...pairs([0.1, 0.2, 0.3], different), missed(true), missed(false), missed(false)];
    expect(valAtFar(list, 0.001).val).toBe(3 / 4);
  });
});

describe('the threshold', () => {
  it('lies in the middle of the gap that parts same from different', () => {
    expect(bestThreshold(pairs([0.1, 0.2], [0.4, 0.5]))).toBeCloseTo(0.3, 12);
  });

  it('judges as many pairs rightly as any distance does', () => {
    const list = randomPairs(3, 200);
    const right = (d: number) => list.filter((pair) => pair.distance <= d === pair.same).length;
    const most = Math.max(...Array.from({ length: 2001 }, (_, i) => right(i / 1000)));
    expect(right(bestThreshold(list))).toBe(most);
  });

  it('accepts nothing or everything where that is best', () => {
    expect(bestThreshold(pairs([0.9], [0.1, 0.2, 0.3]))).toBeCloseTo(0.05, 12);
    expect(bestThreshold(pairs([0.1, 0.2, 0.3], [0.05]))).toBe(0.3);
  });
});

describe('the protocol by folds', () => {
  it('judges each fold at the distance that is best on the others', () => {
    // Fold 0 alone would choose 0.5, fold 1 alone 0.25: each then judges the other.
    const list = [...pairs([0.1, 0.4], [0.6, 0.7], 0), ...pairs([0.1, 0.2], [0.3, 0.7], 1)];
    const figures = evaluateVerification(list);
    expect(figures.threshold).toBeCloseTo((0.5 + 0.25) / 2, 12);
    expect(figures.accuracy).toBe(6 / 8);
    expect(figures.accuracyStd).toBe(0);
    expect(figures.accuracyFound).toBe(6 / 8);
    expect(figures.auc).toBeCloseTo(15 / 16, 12);
    expect(Object.keys(figures.valAtFar)).toEqual(['0.01', '0.001', '0.0001']);
  });

  it('counts a pair with a missed face as wrong, and leaves it out beside', () => {
    const list = [
      ...pairs([0.1, 0.2], [0.6, 0.7], 0),
      ...pairs([0.1, 0.2], [0.6, 0.7], 1),
      missed(true, 0),
      missed(false, 0),
    ];
    const figures = evaluateVerification(list);
    expect(figures.accuracy).toBe(8 / 10);
    expect(figures.accuracyFound).toBe(1);
    // Folds at 4 of 6 and 4 of 4.
    expect(figures.accuracyStd).toBeCloseTo(Math.abs(4 / 6 - 1) / Math.SQRT2, 12);
  });

  it('takes no single fold', () => {
    expect(() => evaluateVerification(pairs([0.1], [0.5]))).toThrow(/are needed/);
    expect(() => evaluateVerification([])).toThrow(/are needed/);
  });

  it('deals pairs out evenly, kind by kind', () => {
    const dealt = dealIntoFolds(pairs(Array(20).fill(0.1), Array(20).fill(0.5)), 10);
    for (let fold = 0; fold < 10; fold++) {
      const members = dealt.filter((pair) => pair.fold === fold);
      expect(members.map((pair) => pair.same)).toEqual([true, true, false, false]);
    }
  });
});
