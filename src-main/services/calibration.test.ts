import { expect, it } from 'vitest';
import { dlibCalibration } from '../build/calibration.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { calibrationOf } from './calibration.ts';

it('comes with the model, the largest rate first, and distances fall with the rate', async () => {
  const calibration = await calibrationOf(embeddingModel);
  expect(calibration).toEqual(dlibCalibration);
  expect(calibration.map(({ far }) => far)).toEqual([1e-2, 1e-3, 1e-4, 1e-5]);
  const distances = calibration.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
});

it('is empty for models that have none or are not there', async () => {
  expect(await calibrationOf('landmarks-68')).toEqual([]);
  expect(await calibrationOf('no-such-model')).toEqual([]);
});
