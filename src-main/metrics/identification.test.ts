import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { evaluateIdentification } from './identification.ts';

/** Faces at angles in degrees on a circle in the first two of 128 dimensions. */
function faces(of: [person: number, degrees: number][]) {
  const vectors = new Float32Array(of.length * 128);
  of.forEach(([, degrees], i) => {
    vectors[i * 128] = Math.cos((degrees * Math.PI) / 180);
    vectors[i * 128 + 1] = Math.sin((degrees * Math.PI) / 180);
  });
  return { vectors, people: Uint32Array.from(of, ([person]) => person) };
}

describe('identification, leaving one out', () => {
  it('asks for faces whose person has another one', () => {
    // Person 0 at 0 and 10 degrees with person 1 between, who has no other face.
    const figures = evaluateIdentification(faces([[0, 0], [0, 10], [1, 6], [2, 90], [2, 91]]), 1); // prettier-ignore
    expect(figures).toMatchObject({ faces: 5, people: 3, probes: 4, rank1: 2 / 4, rank5: 1 });
  });

  it('ranks people, not faces', () => {
    // Six faces of one other person are nearer: the second person is the right one.
    const crowd = [1, 2, 3, 4, 5, 6].map((degrees): [number, number] => [1, degrees]);
    const { rank1, rank5, probes } = evaluateIdentification(faces([[0, 0], [0, 20], ...crowd]), 1);
    expect(probes).toBe(8);
    expect([rank1, rank5]).toEqual([6 / 8, 1]);
  });

  it('agrees with sorting all other faces', () => {
    const random = seededRandom(8);
    const of = Array.from({ length: 120 }, (_, i): [number, number] => [
      i % 40,
      (i % 40) * 9 + random() * 30,
    ]);
    const ranks = of.map(([person, degrees], i) => {
      const others = of.filter((_, j) => j !== i);
      others.sort((a, b) => Math.abs(turn(a[1] - degrees)) - Math.abs(turn(b[1] - degrees)));
      return 1 + [...new Set(others.map(([other]) => other))].indexOf(person);
    });
    const { rank1, rank5 } = evaluateIdentification(faces(of), 1);
    const part = (rank: number) => ranks.filter((r) => r <= rank).length / ranks.length;
    expect([rank1, rank5]).toEqual([part(1), part(5)]);
    expect(rank5).toBeGreaterThan(rank1);
  });

  it('has nothing to ask among strangers', () => {
    expect(evaluateIdentification(faces([]), 1)).toMatchObject({ probes: 0, rank1: 1 });
    expect(evaluateIdentification(faces([[0, 0], [1, 9]]), 1)).toMatchObject({ probes: 0, openSet: { mated: 0 } }); // prettier-ignore
  });
});

const turn = (degrees: number) => ((((degrees + 180) % 360) + 360) % 360) - 180;

describe('the open set', () => {
  /** 100 people 3.6 degrees apart, two faces each, 1 degree apart. */
  const crowd = Array.from({ length: 200 }, (_, i): [number, number] => [i >> 1, (i >> 1) * 3.6 + (i & 1)]);

  it('knows half of the people, the same ones for the same seed', () => {
    const { openSet } = evaluateIdentification(faces(crowd), 5);
    expect(openSet).toMatchObject({ seed: 5, known: 50, unknown: 50, mated: 100, nonMated: 100, fpir: 0.01 });
    expect(evaluateIdentification(faces(crowd), 5).openSet).toEqual(openSet);
  });

  it('identifies everybody where strangers are further than a person’s own faces', () => {
    const { openSet } = evaluateIdentification(faces(crowd), 5);
    expect(openSet.dir).toBe(1);
    // The nearest stranger is 2.6 degrees from somebody known; one in a hundred may be.
    expect(openSet.distance).toBeCloseTo(2 * Math.sin((1.3 * Math.PI) / 180), 4);
  });

  it('identifies nobody where strangers are as near as can be', () => {
    // People 2k and 2k + 1 look the same: where one of them is known, the other passes for that one.
    const pairs = Array.from({ length: 80 }, (_, i): [number, number] => [
      i >> 1,
      (i >> 2) * 18 + (i & 1) * 5,
    ]);
    const { openSet } = evaluateIdentification(faces(pairs), 2);
    expect(openSet.distance).toBeLessThan(0.01);
    expect(openSet.dir).toBeLessThan(0.2);
  });
});
