import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needs, testData, testFile } from '../../common/test-data.ts';
import { unitDistance } from '../../common/vectors.ts';
import { makeEmptyFrame, makeFrames } from '../datasets/test-frames.ts';
import { listFrames } from '../datasets/video-frames.ts';
import { meanDistance, verifyVideos } from './verify-videos.ts';

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const lfw = (person: string, ...numbers: number[]) =>
  numbers.map((n) => testFile('faces', 'lfw', person, `${person}_${String(n).padStart(4, '0')}.jpg`));

/** Unit vector at an angle in degrees. */
const onCircle = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

describe('the distance of two videos', () => {
  it('is the mean over all pairs of their frames', () => {
    const [a, b] = [[0, 40].map(onCircle), [60, 90, 180].map(onCircle)];
    const chord = (degrees: number) => 2 * Math.sin((degrees * Math.PI) / 360);
    const mean = [60, 90, 180, 20, 50, 140].map(chord).reduce((x, y) => x + y) / 6;
    expect(meanDistance(a, b)).toBeCloseTo(mean, 6);
    expect(meanDistance(b, a)).toBeCloseTo(mean, 6);
  });

  it('is that of the frames where there is one each, and none without a frame', () => {
    expect(meanDistance([onCircle(0)], [onCircle(60)])).toBeCloseTo(1, 6);
    expect(meanDistance([], [onCircle(0)])).toBeNull();
    expect(meanDistance([onCircle(0)], [])).toBeNull();
  });
});

describe('the frames of a video', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'familiar-frames-'));
    mkdirSync(at('Ada', '0'), { recursive: true });
    mkdirSync(at('Ada', 'none'));
    for (const name of ['0.10.jpg', '0.9.jpg', '0.100.jpg', '0.9.txt'])
      writeFileSync(at('Ada', '0', name), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are the first by name, numbers in their own order', async () => {
    const names = ['0.9.jpg', '0.10.jpg', '0.100.jpg'].map((name) => at('Ada', '0', name));
    expect(await listFrames(folder, 'Ada/0', 100)).toEqual(names);
    expect(await listFrames(folder, 'Ada/0', 2)).toEqual(names.slice(0, 2));
  });

  it('are refused where there is no folder, or nothing in it', async () => {
    await expect(listFrames(folder, 'Ada/1', 100)).rejects.toMatchObject({ code: 'path-missing' });
    await expect(listFrames(folder, 'Ada/none', 100)).rejects.toMatchObject({
      code: 'path-missing',
      message: expect.stringContaining('without frames'),
    });
  });
});

describe('verification of videos', () => {
  beforeAll(async () => {
    if (testData('faces') === null) return;
    folder = mkdtempSync(join(tmpdir(), 'familiar-videos-'));
    await makeFrames(at('images', 'Abel_Pacheco', '0'), lfw('Abel_Pacheco', 1), 3, 1);
    await makeFrames(at('images', 'Abel_Pacheco', '1'), lfw('Abel_Pacheco', 3, 4), 2, 2);
    await makeFrames(at('images', 'Akhmed_Zakayev', '0'), lfw('Akhmed_Zakayev', 1), 3, 3);
    await makeFrames(at('images', 'Akhmed_Zakayev', '1'), lfw('Akhmed_Zakayev', 3), 3, 4);
    await makeEmptyFrame(at('images', 'Akhmed_Zakayev', '1'), '0.jpg');
    await makeEmptyFrame(at('images', 'Akhmed_Zakayev', 'empty'), '1.jpg');
  });
  afterAll(() => {
    if (testData('faces') !== null) rmSync(folder, { recursive: true });
  });
  beforeEach(needs('faces'));

  const verify = (pairs: string[], frames?: number) => {
    writeFileSync(at('pairs.txt'), pairs.join('\n'));
    const paths = { images: at('images'), pairs: at('pairs.txt'), cache: at('cache') };
    return verifyVideos({ ...paths, frames, device: 'cpu' });
  };
  const pairs = [
    'split, first name, second name, is same',
    '1, Abel_Pacheco/0, Abel_Pacheco/1, 1',
    '1, Abel_Pacheco/0, Akhmed_Zakayev/0, 0',
    '2, Akhmed_Zakayev/0, Akhmed_Zakayev/1, 1',
    '2, Abel_Pacheco/1, Akhmed_Zakayev/1, 0',
  ];

  it('tells two people apart by all their frames', { timeout: 120_000 }, async () => {
    const result = await verify(pairs);
    expect(result).toMatchObject({
      pairs: 4,
      videos: 4,
      frames: 14,
      missed: [],
      framesMissed: 1,
      failed: [],
    });
    expect(result).toMatchObject({ accuracy: 1, auc: 1, folds: { count: 2, dealt: false } });
    const vectors = (name: string) => result.found.get(name)!.map(({ face }) => face.vector);
    for (const { a, b, distance } of result.scored) {
      const all = vectors(a).flatMap((one) => vectors(b).map((other) => unitDistance(one, other)));
      expect(distance).toBeCloseTo(all.reduce((x, y) => x + y) / all.length, 12);
    }
  });

  it('looks at no more frames than told', { timeout: 120_000 }, async () => {
    const result = await verify(pairs, 2);
    expect(result.frames).toBe(8);
    expect(result.found.get('Akhmed_Zakayev/1')!.map(({ path }) => path)).toEqual([
      at('images', 'Akhmed_Zakayev', '1', '1.jpg'),
    ]);
  });

  it('takes a pair with a video without faces for wrong', { timeout: 120_000 }, async () => {
    const result = await verify([...pairs, '2, Akhmed_Zakayev/0, Akhmed_Zakayev/empty, 1']);
    expect(result).toMatchObject({ missed: ['Akhmed_Zakayev/empty'], framesMissed: 2, accuracy: 4 / 5 });
    expect(result.accuracyFound).toBe(1);
  });

  it('refuses pairs of one kind before it looks at a frame', async () => {
    await expect(verify(pairs.slice(0, 2))).rejects.toMatchObject({ code: 'bad-request' });
  });
});
