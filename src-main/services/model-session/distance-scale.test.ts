import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { normalDeviate, seededRandom } from '../../common/random.ts';
import { embeddingDimension, normalise, unitDistance } from '../../common/vectors.ts';
import { identityScale, scaleByRates, strangersOf, toBuiltIn, toOwn } from './distance-scale.ts';

interface Drawn {
  /** Photos of each person. */
  photos: readonly number[];
  /** Spread of people around the origin, and of photos around their person. */
  apart: number;
  spread: number;
  seed?: number;
}

/** Faces of unrelated people; the first number is common to all. */
function draw({ photos, apart, spread, seed = 1 }: Drawn): { person: number; vector: Float32Array }[] {
  const random = seededRandom(seed);
  const noise = (scale: number) =>
    Float32Array.from({ length: embeddingDimension }, (_, k) => (k < 40 ? scale * normalDeviate(random) : 0));
  return photos.flatMap((count, person) => {
    const own = noise(apart);
    return Array.from({ length: count }, () => {
      const moved = noise(spread);
      const vector = own.map((x, k) => x + moved[k]!);
      vector[0]! += 1;
      return { person, vector: normalise(vector) };
    });
  });
}

const vectorsOf = (faces: ReturnType<typeof draw>) => faces.map(({ vector }) => vector);

/** Share of pairs of different people that are nearer. */
function passing(faces: ReturnType<typeof draw>, distance: number): number {
  let [near, all] = [0, 0];
  for (const [i, a] of faces.entries()) {
    for (const b of faces.slice(0, i)) {
      if (a.person === b.person) continue;
      all++;
      if (unitDistance(a!.vector, b!.vector) <= distance) near++;
    }
  }
  return near / all;
}

const reference = [
  { far: 1e-2, distance: 0.42 },
  { far: 1e-3, distance: 0.37 },
  { far: 1e-4, distance: 0.33 },
];

describe('how far strangers are apart in a model', () => {
  it.each([0.1, 0.2, 0.4])('is told of faces that nobody named (people %f apart)', async (apart) => {
    const faces = draw({ photos: Array<number>(300).fill(2), apart, spread: apart / 4 });
    const strangers = await strangersOf(vectorsOf(faces));
    expect(strangers.map(({ far }) => far)).toEqual([1e-2, 1e-3, 1e-4, 1e-5]);
    const rate = passing(faces, strangers[0]!.distance);
    expect(rate).toBeGreaterThan(1e-3);
    expect(rate).toBeLessThan(3e-2);
    for (let k = 1; k < 4; k++) expect(strangers[k]!.distance).toBeLessThan(strangers[k - 1]!.distance);
  });

  it('does not hang on how many photos people have', async () => {
    const [even, album] = [Array<number>(120).fill(3), [200, 60, 30, ...Array<number>(60).fill(2)]];
    const tell = async (photos: number[]) =>
      (await strangersOf(vectorsOf(draw({ photos, apart: 0.2, spread: 0.04 }))))[2]!.distance;
    expect((await tell(album)) / (await tell(even))).toBeGreaterThan(0.85);
    expect((await tell(album)) / (await tell(even))).toBeLessThan(1.15);
  });

  it('joins no strangers of a library of six people with many photos each', async () => {
    const faces = draw({ photos: Array<number>(6).fill(60), apart: 0.2, spread: 0.05 });
    const own = toOwn(scaleByRates(reference, await strangersOf(vectorsOf(faces))), 0.33);
    expect(passing(faces, own)).toBe(0);
    // Most photos of one person are nearer than that.
    const pairs = faces.flatMap((a, i) =>
      faces
        .slice(0, i)
        .filter((b) => a.person === b.person)
        .map((b) => [a, b]),
    );
    const near = pairs.filter(([a, b]) => unitDistance(a!.vector, b!.vector) <= own);
    expect(near.length / pairs.length).toBeGreaterThan(0.9);
  });

  it('is told the same way every time, also of more pairs than are measured', async () => {
    const faces = vectorsOf(draw({ photos: Array<number>(1100).fill(1), apart: 0.2, spread: 0 }));
    expect(await strangersOf(faces)).toEqual(await strangersOf(faces));
  });

  it('is not told where there are no two faces, or all are the same', async () => {
    expect(await strangersOf([])).toEqual([]);
    const [face] = firstItems(vectorsOf(draw({ photos: [1], apart: 0.2, spread: 0 })), 1);
    expect(await strangersOf([face])).toEqual([]);
    expect(await strangersOf([face, face, face])).toEqual([]);
  });
});

describe('the scale of another model', () => {
  it('ascends from 0 to 2, and leads back where it came from', async () => {
    const faces = draw({ photos: Array<number>(40).fill(2), apart: 0.3, spread: 0.05 });
    const scale = scaleByRates(reference, await strangersOf(vectorsOf(faces)));
    expect(scale[0]).toEqual([0, 0]);
    expect(scale.at(-1)).toEqual([2, 2]);
    expect(scale).toHaveLength(5);
    for (let i = 1; i < scale.length; i++) {
      expect(scale[i]![0]).toBeGreaterThan(scale[i - 1]![0]);
      expect(scale[i]![1]).toBeGreaterThan(scale[i - 1]![1]);
    }
    for (const distance of [0, 0.1, 0.35, 0.7, 1.3, 2]) {
      expect(toBuiltIn(scale, toOwn(scale, distance))).toBeCloseTo(distance, 9);
    }
    expect(toOwn(identityScale, 0.4)).toBe(0.4);
  });
});
