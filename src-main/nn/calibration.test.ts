import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { dlibCalibration } from '../build/calibration.ts';
import { calibrationOf } from './calibration.ts';
import { modelsDirectory } from './models.ts';

const embeddingModel = 'dlib-resnet-128';

it('comes with the model, the largest rate first, and distances fall with the rate', () => {
  const calibration = calibrationOf(embeddingModel);
  expect(calibration).toEqual(dlibCalibration);
  expect(calibration.map(({ far }) => far)).toEqual([1e-2, 1e-3, 1e-4, 1e-5]);
  const distances = calibration.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
});

it('is empty for models that have none or are not there', () => {
  expect(calibrationOf('landmarks-68')).toEqual([]);
  expect(calibrationOf('no-such-model')).toEqual([]);
});

it('is read once, as soon as the model is there', () => {
  const manifest = join(embeddingModel, 'manifest.json');
  const source = join(modelsDirectory(), manifest);
  const folder = mkdtempSync(join(tmpdir(), 'familiar-calibration-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  expect(calibrationOf(embeddingModel)).toEqual([]);
  cpSync(source, join(folder, manifest));
  expect(calibrationOf(embeddingModel)).toEqual(dlibCalibration);
  rmSync(join(folder, manifest));
  expect(calibrationOf(embeddingModel)).toEqual(dlibCalibration);
});
