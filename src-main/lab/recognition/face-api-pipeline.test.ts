import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { samplePhotos } from '../../services/imports/samples.ts';
import { faceApiPipeline } from './face-api-pipeline.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-face-api-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the pipeline of face-api', () => {
  it('finds faces, remembers them, and lists what cannot be read', async () => {
    const [sample] = firstItems(samplePhotos(), 1);
    const torn = join(folder, 'torn.jpg');
    writeFileSync(torn, 'torn');
    const seen: number[] = [];
    const run = () =>
      faceApiPipeline.recognise([sample, torn, sample], {
        device: 'cpu',
        cache: folder,
        onProgress: (done) => seen.push(done),
      });
    const { faces, failed } = await run();
    expect(seen).toEqual([1, 2]);
    expect(failed).toMatchObject([{ path: torn, code: 'photo-damaged' }]);
    const photo = faces.get(sample)!;
    expect(photo).toMatchObject({ width: 1920, height: 1280 });
    expect(photo.faces).toHaveLength(3);
    for (const { box, score, vector } of photo.faces) {
      expect(score).toBeGreaterThan(0.5);
      expect(box.x + box.width).toBeLessThan(1);
      expect(vector).toHaveLength(128);
    }

    const started = performance.now();
    expect((await run()).faces.get(sample)).toEqual(photo);
    expect(performance.now() - started).toBeLessThan(1000);
  }, 60_000);

  it('measures distance as that package does', () => {
    expect(faceApiPipeline.distance(Float32Array.of(1, 2), Float32Array.of(4, 6))).toBe(5);
  });
});
