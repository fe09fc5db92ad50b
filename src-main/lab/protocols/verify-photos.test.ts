import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { needs, testFile } from '../../common/test-data.ts';
import { modelsDirectory } from '../../nn/models.ts';
import { verifyPhotos } from './verify-photos.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-verify-'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const verify = (pairs: string, onProgress: (done: number, total: number) => void = () => {}) => {
  writeFileSync(join(folder, 'pairs.txt'), pairs);
  return verifyPhotos({
    images: testFile('faces', 'lfw'),
    pairs: join(folder, 'pairs.txt'),
    device: 'cpu',
    cache: join(folder, 'cache'),
    onProgress,
  });
};

describe('verification of photos', () => {
  beforeEach(needs('faces'));

  const pairs = [
    ...['Abel_Pacheco 1 4', 'Akhmed_Zakayev 1 3'],
    ...['Abel_Pacheco 1 Akhmed_Zakayev 1', 'Abel_Pacheco 4 Akhmed_Zakayev 3'],
  ].join('\n');

  it('tells two people apart, and remembers what it has seen', async () => {
    const seen: number[] = [];
    const first = await verify(pairs, (done, total) => seen.push(done, total));
    expect(seen).toEqual([1, 4, 2, 4, 3, 4, 4, 4]);
    expect(first).toMatchObject({ pairs: 4, photos: 4, missed: [], failed: [], auc: 1 });
    expect(first.folds).toEqual({ count: 2, dealt: true });

    // Without its networks nothing can be recognised: what is told now was remembered.
    cpSync(modelsDirectory(), join(folder, 'models'), {
      recursive: true,
      filter: (path) => !path.endsWith('.onnx'),
    });
    vi.stubEnv('FAMILIAR_MODELS_DIR', join(folder, 'models'));
    expect(await verify(pairs)).toEqual(first);
    await expect(verify(pairs.replaceAll('Zakayev 3', 'Zakayev 2'))).rejects.toMatchObject({
      code: 'model-missing',
    });
  });

  it('refuses pairs of one kind before it looks at a photo', async () => {
    await expect(verify('Abel_Pacheco 1 4')).rejects.toMatchObject({ code: 'bad-request' });
  });
});
