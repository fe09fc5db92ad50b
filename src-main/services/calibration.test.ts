import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { dlibCalibration } from '../build/calibration.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { modelsDirectory } from '../nn/models.ts';
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

it('is read once, as soon as the model is there', async () => {
  const manifest = join(embeddingModel, 'manifest.json');
  const source = join(modelsDirectory(), manifest);
  const folder = mkdtempSync(join(tmpdir(), 'familiar-calibration-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  expect(await calibrationOf(embeddingModel)).toEqual([]);
  cpSync(source, join(folder, manifest));
  expect(await calibrationOf(embeddingModel)).toEqual(dlibCalibration);
  rmSync(join(folder, manifest));
  expect(await calibrationOf(embeddingModel)).toEqual(dlibCalibration);
});
