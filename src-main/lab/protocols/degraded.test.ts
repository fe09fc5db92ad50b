import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { needs, testFile } from '../../common/test-data.ts';
import { embeddingDimension, normalise } from '../../common/vectors.ts';
import { degradations, degradePeople, strengths } from '../datasets/degrade.ts';
import { compareRule, type DegradedFace, evaluateDegraded } from './degraded.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-degrade-test-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A vector near the direction of a person. */
function vectorOf(person: number, variation: number, spread: number): Float32Array {
  const base = seededRandom(person);
  const noise = seededRandom(1000 * person + variation);
  return normalise(
    Float32Array.from({ length: embeddingDimension }, () => base() - 0.5 + spread * (noise() - 0.5)),
  );
}

const face = (person: string, vector: Float32Array, value: number): DegradedFace => ({
  person,
  degradation: value < 0.9 ? 'blur' : 'none',
  vector,
  quality: { value, weakness: 'blurred', sharpness: -30 },
});

describe('the quality rule', () => {
  it('keeps people apart whose blurred faces are alike, and counts what it leaves out', async () => {
    const faces: DegradedFace[] = [];
    for (let person = 1; person <= 8; person++) {
      for (const variation of [1, 2, 3])
        faces.push(face(`${person}`, vectorOf(person, variation, 0.2), 0.99));
      faces.push(face(`${person}`, vectorOf(99, person, 0.2), 0.1));
    }
    const { inForce, best } = compareRule(faces, 0.5);
    expect(inForce.without.clusters).toBe(9);
    expect(inForce.without.bcubed.precision).toBeLessThan(0.8);
    expect(inForce.with).toMatchObject({
      distance: 0.5,
      clusters: 8,
      bcubed: { precision: 1 },
      leftOut: { blurred: 8, 'too-small': 0, 'turned-away': 0, unsure: 0 },
    });
    expect(inForce.with.bcubed.recall).toBe(inForce.without.bcubed.recall);
    expect(best.with.bcubed.f).toBeGreaterThan(best.without.bcubed.f);
  });

  it('changes nothing where all faces are good, or nothing is known of them', async () => {
    const faces = [1, 2, 3, 4].flatMap((person) =>
      [1, 2].map((variation) => ({
        ...face(`${person}`, vectorOf(person, variation, 1), 0.99),
        ...(person === 4 && { quality: undefined }),
      })),
    );
    const { inForce } = compareRule(faces, 0.6);
    const { leftOut, ...clustering } = inForce.with;
    expect(clustering).toEqual(inForce.without);
    expect(Object.values(leftOut).filter((faces) => faces > 0)).toEqual([]);
  });
});

describe('degrading photos', () => {
  beforeEach(needs('faces'));
  const people = () => testFile('faces', 'family', 'people');

  it('treats the photos of a person by turns, the same for the same seed', async () => {
    const [a, b] = [mkdtempSync(join(folder, 'a-')), mkdtempSync(join(folder, 'b-'))];
    const first = await degradePeople(people(), a, 3);
    const again = await degradePeople(people(), b, 3);
    expect([...first.values()]).toEqual([...again.values()]);
    expect([...again.keys()].map((path) => readFileSync(path))).toEqual(
      [...first.keys()].map((path) => readFileSync(path)),
    );
    const counts = degradations.map((one) => [...first.values()].filter((done) => done === one).length);
    expect(counts.reduce((sum, n) => sum + n)).toBe(18);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    const others = await degradePeople(people(), mkdtempSync(join(folder, 'c-')), 4);
    expect([...others.values()]).not.toEqual([...first.values()]);
  });

  it('leaves photos as they are, shrinks them, or compresses them as strongly as it says', async () => {
    for (const [path, degradation] of await degradePeople(people(), folder, 3)) {
      const source = join(people(), basename(dirname(path)));
      const name = readdirSync(source).find((file) => basename(path).startsWith(file))!;
      const [before, after] = [await sharp(join(source, name)).metadata(), await sharp(path).metadata()];
      if (degradation === 'none') expect(readFileSync(path)).toEqual(readFileSync(join(source, name)));
      else if (degradation === 'low-resolution')
        expect(after.width).toBe(Math.round(before.width / strengths.lowResolution));
      else
        expect([after.width, after.format]).toEqual([before.width, degradation === 'jpeg' ? 'jpeg' : 'png']);
    }
  });

  it('is told by kind, for every photo of a family', { timeout: 120_000 }, async () => {
    const cache = join(folder, 'cache');
    const result = await evaluateDegraded(people(), { distance: 0.35, seed: 1 }, { device: 'cpu', cache });
    const told = Object.values(result.degraded);
    expect(told.reduce((sum, { photos }) => sum + photos, 0)).toBe(18);
    expect(result.faces).toBe(told.reduce((sum, { photos, missed }) => sum + photos - missed, 0));
    expect(result.people).toBe(8);
    expect(result.degraded.none.poor).toBe(0);
    expect(result.inForce.without.distance).toBe(0.35);
  });
});
