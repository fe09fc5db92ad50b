import { expect, it } from 'vitest';
import { builtInMeasure as measure } from '../../clustering/measure.ts';
import { normalDeviate, seededRandom } from '../../common/random.ts';
import { embeddingDimension, normalise } from '../../common/vectors.ts';
import { groupChildren } from './children.ts';
import type { AgedFace } from './youth.ts';

const grouping = { modelId: '', measure, usual: 0.33 };

/** Photos of 24 people as children and grown up; children are `near` each other, and their third number tells their age. */
function drawPeople(near: number): AgedFace[] {
  const random = seededRandom(1);
  const draw = (scale: number) =>
    Float32Array.from({ length: embeddingDimension }, () => scale * normalDeviate(random));
  return Array.from({ length: 24 }, (_, person) => {
    const own = draw(0.08);
    return Array.from({ length: 10 }, (_, photo): AgedFace => {
      const age = photo < 5 ? photo : 20 + photo;
      const noise = draw(0.004);
      const vector = own.map((x, k) => (age < 10 ? near : 1) * x + noise[k]!);
      vector[0]! += 1;
      vector[2]! += 0.25 * Math.max(0, 1 - age / 10);
      return { vector: normalise(vector), age, person };
    });
  }).flat();
}

it('tells how small children are grouped, and those of known age alone', () => {
  const clear = groupChildren(drawPeople(1), grouping);
  expect(clear).toMatchObject({ faces: 120, people: 24 });
  expect(clear.distances).toHaveLength(2);
  expect(clear.precision).toBeGreaterThan(0.95);
  const adults = drawPeople(1).map((face) => ({ ...face, age: null }));
  expect(groupChildren(adults, grouping)).toMatchObject({ faces: 0, distances: [] });
});

it('sees children who are mixed up', () => {
  expect(groupChildren(drawPeople(0), grouping).precision).toBeLessThan(0.5);
});
