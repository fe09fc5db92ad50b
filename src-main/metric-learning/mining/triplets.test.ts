import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { hardShareAt } from '../curriculum.ts';
import { type SquaredDistances, squaredDistances } from '../distances.ts';
import { mineTriplets, type NegativeChoice, type Triplets } from './negatives.ts';
import { nobody, type PositiveChoice, positivePairs } from './positives.ts';
import { circle, randomVectors, squaredChord } from '../test-circle.ts';

const onCircle = (degrees: number[]) => squaredDistances(circle(degrees), 2);
const pairsOf = (distances: SquaredDistances, people: number[], choice: PositiveChoice) => {
  const { anchors, positives } = positivePairs(distances, people, choice);
  return Array.from(anchors, (anchor, row) => [anchor, positives[row]]);
};
const rowsOf = ({ anchors, positives, negatives }: Triplets) =>
  Array.from(anchors, (anchor, row) => [anchor, positives[row], negatives[row]]);

describe('positives', () => {
  it('are all ordered pairs of one person, or the farthest of each anchor', () => {
    const distances = onCircle([0, 10, 30, 90, 95]);
    const people = [1, 1, 1, 2, 2];
    expect(pairsOf(distances, people, 'all')).toEqual([[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1], [3, 4], [4, 3]]); // prettier-ignore
    expect(pairsOf(distances, people, 'hardest')).toEqual([[0, 2], [1, 2], [2, 0], [3, 4], [4, 3]]); // prettier-ignore
  });

  it('are none for lonely faces, for faces of nobody, for a single face and for no face', () => {
    expect(pairsOf(onCircle([0, 1, 2, 3]), [1, 2, nobody, nobody], 'all')).toEqual([]);
    expect(pairsOf(onCircle([0]), [1], 'hardest')).toEqual([]);
    expect(pairsOf(onCircle([]), [], 'all')).toEqual([]);
  });
});

describe('negatives', () => {
  // The anchor at 0 with its positive at 20; others at 10 (hard), 25 and 30 (semi-hard) and 90 degrees.
  const distances = onCircle([0, 20, 10, 25, 30, 90]);
  const people = [1, 1, 2, 3, nobody, 4];
  const pairs = { anchors: Int32Array.of(0), positives: Int32Array.of(1) };
  const margin = squaredChord(40) - squaredChord(20);
  const mine = (choice: NegativeChoice, over = {}) =>
    rowsOf(mineTriplets(distances, people, pairs, { choice, margin, random: seededRandom(1), ...over }));

  it('are the nearest behind the positive, or the nearest of all', () => {
    expect(mine('semi-hard')).toEqual([[0, 1, 3]]);
    expect(mine('hardest')).toEqual([[0, 1, 2]]);
  });

  it('by lot are all of their kind about as often', () => {
    const random = seededRandom(7);
    const drawn = (choice: NegativeChoice) => {
      const counts = new Map<number, number>();
      for (let i = 0; i < 2000; i++) {
        const [[, , negative]] = firstItems(mine(choice, { random }), 1);
        counts.set(negative!, (counts.get(negative!) ?? 0) + 1 / 2000);
      }
      return [...counts].sort(([a], [b]) => a - b);
    };
    const each = (part: number) => expect.closeTo(part, 1);
    expect(drawn('semi-hard-random')).toEqual([[3, each(1 / 2)], [4, each(1 / 2)]]); // prettier-ignore
    expect(drawn('random')).toEqual([2, 3, 4, 5].map((negative) => [negative, each(1 / 4)]));
  });

  it('are dropped with their row where there is none of the kind', () => {
    expect(mine('semi-hard', { margin: squaredChord(21) - squaredChord(20) })).toEqual([]);
    const alone = onCircle([0, 20]);
    for (const choice of ['semi-hard', 'semi-hard-random', 'hardest', 'random'] as const) {
      const mining = { choice, margin: 4, random: seededRandom(1) };
      expect(rowsOf(mineTriplets(alone, [1, 1], pairs, mining))).toEqual([]);
      const none = { anchors: new Int32Array(0), positives: new Int32Array(0) };
      expect(rowsOf(mineTriplets(onCircle([]), [], none, mining))).toEqual([]);
    }
  });

  it('take no face as far away as the positive, and none at the margin', () => {
    const tied = onCircle([0, 20, -20, 40]);
    const rows = mineTriplets(tied, [1, 1, 2, 3], pairs, {
      choice: 'semi-hard',
      margin: tied.values[3]! - tied.values[1]!,
      random: seededRandom(1),
    });
    expect(rowsOf(rows)).toEqual([]);
  });

  it('agree with looking through all triples', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 60; round++) {
      const count = Math.floor(random() * 16);
      const people = Array.from({ length: count }, () => Math.floor(random() * 5) - 1);
      const distances = squaredDistances(randomVectors(count, 3, random), 3);
      for (const which of ['all', 'hardest'] as const) {
        const pairs = positivePairs(distances, people, which);
        for (const choice of ['semi-hard', 'hardest'] as const) {
          const mined = mineTriplets(distances, people, pairs, { choice, margin: 0.3, random });
          expect(rowsOf(mined)).toEqual(oracle(distances, people, which, choice, 0.3));
        }
        for (const choice of ['semi-hard-random', 'random'] as const) {
          const mined = rowsOf(mineTriplets(distances, people, pairs, { choice, margin: 0.3, random }));
          const every = oracle(distances, people, which, choice, 0.3);
          for (const row of mined) expect(every).toContainEqual(row);
          const places = (rows: (number | undefined)[][]) => new Set(rows.map(([a, p]) => `${a} ${p}`));
          expect(places(mined)).toEqual(places(every));
        }
      }
    }
  });

  it('take the hardest for a part of the rows', () => {
    expect(mine('semi-hard', { hardShare: 1 })).toEqual([[0, 1, 2]]);
    const random = seededRandom(9);
    const hard = Array.from(
      { length: 1000 },
      () => mine('semi-hard', { hardShare: 0.3, random })[0]![2] === 2,
    );
    expect(hard.filter(Boolean).length / 1000).toBeCloseTo(0.3, 1);
  });
});

/** Every triple of the kind; for choices without lot, the one of each anchor and positive. */
function oracle(
  { count, values }: SquaredDistances,
  people: number[],
  which: PositiveChoice,
  choice: NegativeChoice,
  margin: number,
): number[][] {
  const d = (i: number, j: number) => values[i * count + j]!;
  const all = [...Array(count).keys()];
  const alike = (i: number, j: number) => people[i]! >= 0 && people[i] === people[j];
  const rows: number[][] = [];
  for (const a of all) {
    const own = all.filter((p) => p !== a && alike(a, p));
    const farthest = own.toSorted((p, q) => d(a, q) - d(a, p)).slice(0, 1);
    for (const p of which === 'all' ? own : farthest) {
      const others = all.filter((n) => n !== a && !alike(a, n));
      const semiHard = others.filter((n) => d(a, n) > d(a, p) && d(a, n) < d(a, p) + margin);
      const eligible = choice === 'semi-hard' || choice === 'semi-hard-random' ? semiHard : others;
      const nearest = eligible.toSorted((m, n) => d(a, m) - d(a, n)).slice(0, 1);
      const byLot = choice === 'random' || choice === 'semi-hard-random';
      rows.push(...(byLot ? eligible : nearest).map((n) => [a, p, n]));
    }
  }
  return rows;
}

describe('the curriculum', () => {
  it('is semi-hard for half of the run, and half hard at its end', () => {
    expect([0, 0.5, 0.75, 1].map(hardShareAt)).toEqual([0, 0, 0.25, 0.5]);
  });
});
