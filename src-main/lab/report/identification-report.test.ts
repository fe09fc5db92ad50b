import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { normalise } from '../../common/vectors.ts';
import { evaluateIdentification } from '../../metrics/identification.ts';
import type { LabelledPhotos } from '../recognition/labelled-photos.ts';
import { identificationReport, openSetCurve } from './identification-report.ts';
import { faultsOf } from './test-page.ts';

const context = { images: '/lfw', device: 'cpu' as const, seconds: 1, made: new Date(0) };

/** Faces around a direction for each person. */
function madeUp(people: number, faces: number, spread: number): LabelledPhotos {
  const random = seededRandom(5);
  const of = Uint32Array.from({ length: people * faces }, (_, i) => i % people);
  const vectors = new Float32Array(of.length * 128);
  of.forEach((person, i) => {
    const around = Float32Array.from(
      { length: 128 },
      (_, k) => (random() - 0.5) * spread + Number(k === person),
    );
    vectors.set(normalise(around), i * 128);
  });
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const places = [...of].map((person, i) => ({ path: `/lfw/P&${person}/${i}.jpg`, box }));
  return { vectors, people: of, peopleCount: people, missed: [], failed: [], places };
}

describe('the report on identification', () => {
  it('has the figures, the curves and the faces mistaken', async () => {
    const photos = madeUp(30, 4, 1.2);
    const result = evaluateIdentification(photos, 1);
    expect(result.rank1).toBeLessThan(1);
    const page = await identificationReport(photos, result, context);
    expect(faultsOf(page)).toEqual([]);
    for (const rate of [result.rank1, result.rank5, result.openSet.dir]) {
      expect(page).toContain(`${(100 * rate).toFixed(2)} %`);
    }
    expect(page).toContain('P&amp;');
    const mistaken = result.probed.filter((probe) => probe.rank > 1).length;
    expect(page.match(/cannot be shown/g)).toHaveLength(3 * Math.min(24, mistaken));
  });

  it('draws a curve that goes through the rate told', () => {
    const result = evaluateIdentification(madeUp(40, 5, 1), 1);
    const curve = openSetCurve(result);
    expect(curve.at(-1)!.x).toBe(1);
    const before = curve.findLast(({ x }) => x <= result.openSet.fpir)!;
    expect(before.value).toBeCloseTo(result.openSet.dir, 12);
    curve.slice(1).forEach(({ value }, i) => expect(value).toBeGreaterThanOrEqual(curve[i]!.value));
  });

  it('is drawn where nobody is mistaken, and where nobody has another photo', async () => {
    for (const photos of [madeUp(6, 3, 0.01), madeUp(6, 1, 0.01)]) {
      const page = await identificationReport(photos, evaluateIdentification(photos, 1), context);
      expect(faultsOf(page)).toEqual([]);
      expect(page).toContain('None.');
    }
  });
});
