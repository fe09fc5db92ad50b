import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { modelsDirectory, verifyModel } from '../nn/models.ts';
import { dlibCalibration } from './calibration.ts';
import { buildModels } from './models.ts';

const ids = ['ssd-mobilenet-v1', 'landmarks-68', 'dlib-resnet-128'];
const shipped = modelsDirectory();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'familiar-models-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', directory);
  vi.spyOn(console, 'log').mockImplementation(() => {});
  await buildModels();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

const fileOf = (id: string, name = 'model.onnx') => join(directory, id, name);
const changeTimes = () => Promise.all(ids.map(async (id) => (await stat(fileOf(id))).mtimeMs));

it('builds the same bytes every time', async () => {
  for (const id of ids) {
    const { sha256 } = (await verifyModel(id)).manifest;
    const before = JSON.parse(await readFile(join(shipped, id, 'manifest.json'), 'utf8')) as object;
    expect(before).toMatchObject({ id, sha256 });
  }
});

it('leaves alone what matches, and builds anew what is damaged or of another version', async () => {
  const [detector, landmarks, embedder] = await changeTimes();
  await buildModels();
  expect(await changeTimes()).toEqual([detector, landmarks, embedder]);

  await truncate(fileOf('landmarks-68'), 1000);
  await buildModels();
  expect((await changeTimes())[1]).toBeGreaterThan(landmarks);
  expect((await changeTimes())[2]).toBe(embedder);
  await verifyModel('landmarks-68');

  const { manifest } = await verifyModel('landmarks-68');
  const older = { ...manifest, source: { ...manifest.source, version: '1.0.0' } };
  await writeFile(fileOf('landmarks-68', 'manifest.json'), JSON.stringify(older));
  await buildModels();
  expect((await verifyModel('landmarks-68')).manifest).toEqual(manifest);
});

it('builds anew what was calibrated otherwise', async () => {
  const { manifest } = await verifyModel('dlib-resnet-128');
  expect(manifest.calibration).toEqual(dlibCalibration);
  for (const calibration of [undefined, [{ far: 0.01, distance: 1 }]]) {
    await writeFile(fileOf('dlib-resnet-128', 'manifest.json'), JSON.stringify({ ...manifest, calibration }));
    await buildModels();
    expect((await verifyModel('dlib-resnet-128')).manifest).toEqual(manifest);
  }
});
