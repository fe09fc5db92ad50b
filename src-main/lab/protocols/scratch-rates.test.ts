import { expect, it } from 'vitest';
import { embeddingDimension } from '../../common/vectors.ts';
import { scratchRates } from './scratch-rates.ts';

/** Unit vectors at angles on a circle, in degrees. */
function onCircle(degrees: readonly number[]): Float32Array {
  const vectors = new Float32Array(degrees.length * embeddingDimension);
  degrees.forEach((angle, i) => {
    vectors[i * embeddingDimension] = Math.cos((angle * Math.PI) / 180);
    vectors[i * embeddingDimension + 1] = Math.sin((angle * Math.PI) / 180);
  });
  return vectors;
}

it('tells AUC and VAL of all pairs', () => {
  // Pairs of one person are 10, 50 and 60 degrees apart, pairs of two 40, 90 and 100.
  const people = Uint32Array.of(0, 0, 0, 1);
  const rates = scratchRates({ vectors: onCircle([0, 10, 60, 100]), people })!;
  expect(rates).toMatchObject({ faces: 4, pairs: { same: 3, different: 3 } });
  // The nearest pair of two, at 40 degrees, comes before two of one person.
  expect(rates.auc).toBeCloseTo(7 / 9, 10);
  expect(rates.roc.find(({ far }) => far === 0.01)!.val).toBeCloseTo(1 / 3, 10);
  expect(rates.roc.find(({ far }) => far === 0.3)!.val).toBeCloseTo(1 / 3, 10);
});

it('tells nothing without pairs of one person or of two', () => {
  expect(scratchRates({ vectors: onCircle([0, 90]), people: Uint32Array.of(0, 1) })).toBeNull();
  expect(scratchRates({ vectors: onCircle([0, 90]), people: Uint32Array.of(1, 1) })).toBeNull();
  expect(scratchRates({ vectors: onCircle([]), people: Uint32Array.of() })).toBeNull();
});
