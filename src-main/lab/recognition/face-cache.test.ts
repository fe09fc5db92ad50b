import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFaceCache } from './face-cache.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-cache-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const photo = createHash('sha256').update('a photo').digest();
const faces = {
  width: 640,
  height: 480,
  faces: [
    {
      box: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 },
      score: 0.9,
      vector: Float32Array.from([0.6, -0.8, 1e-30, Math.fround(1 / 3)]),
    },
  ],
};
const recogniser = { models: ['a'], pipelineVersion: 1 };

describe('the cache of faces', () => {
  it('gives back what was put, bit by bit, after it was closed', () => {
    const written = openFaceCache(join(folder, 'new', 'cache'), recogniser);
    written.put(photo, faces);
    written.close();
    const read = openFaceCache(join(folder, 'new', 'cache'), recogniser);
    expect(read.get(photo)).toEqual(faces);
    expect(read.get(createHash('sha256').update('another').digest())).toBeUndefined();
    read.close();
  });

  it('keeps photos without faces apart from photos never seen', () => {
    const cache = openFaceCache(folder, recogniser);
    cache.put(photo, { width: 1, height: 2, faces: [] });
    expect(cache.get(photo)).toEqual({ width: 1, height: 2, faces: [] });
    cache.close();
  });

  it.each([{ models: ['b'], pipelineVersion: 1 }, { models: ['a'], pipelineVersion: 2 }, { models: ['a'] }])(
    'never shows what another recogniser found: %j',
    (other) => {
      const ours = openFaceCache(folder, recogniser);
      ours.put(photo, faces);
      const theirs = openFaceCache(folder, other);
      expect(theirs.get(photo)).toBeUndefined();
      theirs.put(photo, { ...faces, width: 1 });
      expect(ours.get(photo)).toEqual(faces);
      ours.close();
      theirs.close();
    },
  );

  it('says that a directory cannot hold it', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openFaceCache(join(folder, 'file'), recogniser)).toThrow(/cannot serve as a cache/);
  });
});
