import { describe, expect, it } from 'vitest';
import { type Example, Sampler } from './sampler.ts';

/** Person k of `sizes` has that many faces; then so many nameless ones. */
const peopleOf = (sizes: number[], nameless = 0) => [
  ...sizes.flatMap((size, person) => Array<number>(size).fill(person)),
  ...Array<number>(nameless).fill(-1),
];
const countsBy = (batch: readonly Example[], key: (example: Example) => number) =>
  [...Map.groupBy(batch, key)].map(([value, own]) => [value, own.length]).sort(([a], [b]) => a! - b!);

describe('the sampler', () => {
  it('deals P people with K different faces each, and negatives', () => {
    const people = peopleOf([6, 6, 6, 6], 20);
    const sampler = new Sampler(people, 2, { people: 3, faces: 4, negatives: 5 }, 1);
    for (let i = 0; i < 10; i++) {
      const batch = sampler.next();
      const sizes = countsBy(batch, ({ face }) => people[face]!).map(([, size]) => size);
      expect(sizes.toSorted()).toEqual([4, 4, 4, 5]);
      expect(countsBy(batch, ({ face }) => face).every(([, count]) => count === 1)).toBe(true);
    }
  });

  it('shows everybody once before anybody again, and nameless faces too', () => {
    const people = peopleOf([4, 4, 4, 4, 4], 7);
    const sampler = new Sampler(people, 1, { people: 2, faces: 4, negatives: 2 }, 3);
    const shown = Array.from({ length: 35 }, () => sampler.next()).flat();
    const appearances = countsBy(shown, ({ face }) => people[face]!).map(([person, n]) => [person, person! < 0 ? n! / 10 : n! / 4]); // prettier-ignore
    expect(appearances).toEqual([[-1, 7], [0, 14], [1, 14], [2, 14], [3, 14], [4, 14]]); // prettier-ignore
    const nameless = countsBy(shown, ({ face }) => face).filter(([face]) => people[face!]! < 0);
    expect(nameless.map(([, count]) => count)).toEqual(Array(7).fill(10));
  });

  it('shows every face of a small album before any in a second view, and no view twice', () => {
    const people = peopleOf([3, 9], 4);
    const sampler = new Sampler(people, 4, { people: 2, faces: 8, negatives: 0 }, 5);
    for (let i = 0; i < 20; i++) {
      const small = sampler.next().filter(({ face }) => people[face] === 0);
      expect(countsBy(small, ({ face }) => face).map(([, count]) => count).sort()).toEqual([2, 3, 3]); // prettier-ignore
      expect(new Set(small.map(({ face, view }) => `${face} ${view}`)).size).toBe(8);
      expect(small.every(({ view }) => view >= 0 && view < 4)).toBe(true);
    }
  });

  it('makes up for views that there are not by negatives', () => {
    const people = peopleOf([2, 5], 30);
    const batch = new Sampler(people, 1, { people: 2, faces: 5, negatives: 4 }, 5).next();
    expect(countsBy(batch, ({ face }) => people[face]!)).toEqual([[-1, 7], [0, 2], [1, 5]]); // prettier-ignore
  });

  it('takes all people where there are fewer, a single face, and none', () => {
    const shape = { people: 4, faces: 2, negatives: 3 };
    expect(new Sampler([0, 1], 1, shape, 1).next()).toHaveLength(2);
    expect(new Sampler([-1], 1, shape, 1).next()).toEqual([{ face: 0, view: 0 }]);
    expect(new Sampler([], 1, shape, 1).next()).toEqual([]);
  });

  it('deals the same for the same seed', () => {
    const deal = (seed: number) => {
      const sampler = new Sampler(peopleOf([5, 6, 7], 9), 3, { people: 2, faces: 4, negatives: 2 }, seed);
      return Array.from({ length: 8 }, () => sampler.next());
    };
    expect(deal(4)).toEqual(deal(4));
    expect(deal(4)).not.toEqual(deal(5));
  });
});
