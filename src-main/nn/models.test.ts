import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadManifest, modelsDirectory, verifyModel } from './models.ts';

const id = 'landmarks-68';
let directory: string;
let override: string | undefined;

beforeEach(async () => {
  const original = join(modelsDirectory(), id);
  directory = await mkdtemp(join(tmpdir(), 'familiar-models-'));
  await mkdir(join(directory, id));
  for (const file of ['model.onnx', 'manifest.json']) {
    await copyFile(join(original, file), join(directory, id, file));
  }
  override = process.env.FAMILIAR_MODELS_DIR;
  process.env.FAMILIAR_MODELS_DIR = directory;
});

afterEach(async () => {
  if (override === undefined) delete process.env.FAMILIAR_MODELS_DIR;
  else process.env.FAMILIAR_MODELS_DIR = override;
  await rm(directory, { recursive: true });
});

it('reads a model whose file is the one its manifest describes', async () => {
  const { manifest, onnx } = await verifyModel(id);
  expect(manifest).toMatchObject({
    id,
    kind: 'landmarks',
    source: { package: '@vladmandic/face-api', licence: 'MIT' },
    input: { name: 'pixels', shape: ['batch', 112, 112, 3] },
    outputs: [{ name: 'points', shape: ['batch', 68, 2] }],
  });
  expect(onnx.length).toBeGreaterThan(1_000_000);
});

it('finds a model that changed by one bit', async () => {
  const path = join(directory, id, 'model.onnx');
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
  await expect(verifyModel(id)).rejects.toMatchObject({ code: 'model-damaged' });
});

it('finds a manifest that is no manifest', async () => {
  const path = join(directory, id, 'manifest.json');
  for (const content of ['{', '{}', 'null']) {
    await writeFile(path, content);
    await expect(loadManifest(id)).rejects.toMatchObject({ code: 'model-damaged' });
  }
});

it('says which model is missing, as a whole or in part', async () => {
  await expect(verifyModel('no-such-model')).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('no-such-model'),
  });
  await rm(join(directory, id, 'model.onnx'));
  await expect(verifyModel(id)).rejects.toMatchObject({ code: 'model-missing' });
});

it('does not take a path for an id', async () => {
  await expect(loadManifest('../landmarks-68')).rejects.toThrow();
});
