import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { modelsDirectory, verifyModel } from '../nn/models.ts';
import { dlibCalibration } from './calibration.ts';
import { buildModels } from './models.ts';

const always = ['ssd-mobilenet-v1', 'landmarks-68', 'dlib-resnet-128'];
const isThere = (id: string) => existsSync(join(modelsDirectory(), id));
const ids = [...always, 'dlib-mobilefacenet-128'].filter(isThere);
const shipped = modelsDirectory();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'familiar-models-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', directory);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await buildModels();
}, 120_000);

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

it('keeps matching models, and rebuilds damaged ones and those of another version', async () => {
  const before = await changeTimes();
  const [, landmarks, embedder] = firstItems(before, 3);
  await buildModels();
  expect(await changeTimes()).toEqual(before);

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

it('rebuilds a model with another calibration', async () => {
  const { manifest } = await verifyModel('dlib-resnet-128');
  expect(manifest.calibration).toEqual(dlibCalibration);
  for (const calibration of [undefined, [{ far: 0.01, distance: 1 }]]) {
    await writeFile(fileOf('dlib-resnet-128', 'manifest.json'), JSON.stringify({ ...manifest, calibration }));
    await buildModels();
    expect((await verifyModel('dlib-resnet-128')).manifest).toEqual(manifest);
  }
});

it('omits a model without weights, and deletes an existing one', async () => {
  const id = 'dlib-mobilefacenet-128';
  await mkdir(join(directory, id), { recursive: true });
  await writeFile(fileOf(id), 'damaged');
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, join(directory, 'none'));
  vi.stubEnv('npm_config_cache', join(directory, 'npm'));
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
  const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await buildModels();
  expect(existsSync(join(directory, id))).toBe(false);
  expect(warned).toHaveBeenCalledWith(
    expect.stringMatching(/dlib-mobilefacenet-128 is left out: npm could not/),
  );
  for (const other of always) await verifyModel(other);
});
