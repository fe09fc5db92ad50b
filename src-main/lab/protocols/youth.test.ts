import { expect, it } from 'vitest';
import { youthBy } from '../../clustering/youth.ts';
import { normalDeviate, seededRandom } from '../../common/random.ts';
import { embeddingDimension, normalise } from '../../common/vectors.ts';
import { ageInName, type AgedFace, fitYouth, tryYouth } from './youth.ts';

/** Faces whose third number tells the age, before noise. */
function drawFaces(count: number, seed: number): AgedFace[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const age = i % 3 === 0 ? null : Math.floor(random() * 40);
    const vector = Float32Array.from({ length: embeddingDimension }, () => 0.05 * normalDeviate(random));
    vector[2]! += age === null ? 0 : Math.max(0, 1 - age / 10);
    vector[0]! += 1;
    return { vector: normalise(vector), age, person: i % 25 };
  });
}

it('tells small children whom it has not seen', () => {
  const { ages, adults } = tryYouth(drawFaces(900, 1));
  expect(ages[0]!.mean).toBeGreaterThan(0.6);
  expect(ages[1]!.mean).toBeGreaterThan(ages[2]!.mean);
  expect(ages.at(-1)!.mean).toBeLessThan(0.1);
  expect(adults).toBeLessThan(0.2);
});

it('fits weights that serve for other faces', () => {
  const weights = fitYouth(drawFaces(900, 1));
  const others = drawFaces(200, 2);
  const youngest = others.filter(({ age }) => age !== null && age < 2);
  expect(youngest.length).toBeGreaterThan(2);
  for (const { vector } of youngest) expect(youthBy(weights, vector)).toBeGreaterThan(0.4);
});

it('reads the age off the names of files', () => {
  expect(ageInName('001A02.JPG')).toBe(2);
  expect(ageInName('010A10b.jpg')).toBe(10);
  expect(ageInName('IMG_2034.jpg')).toBeNull();
});
