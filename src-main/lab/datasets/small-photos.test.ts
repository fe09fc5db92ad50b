import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { makeScene, type Scene, smallScenes, type SourceFace } from './small-photos.ts';

let folder: string;
let source: SourceFace;
/** A white photo with a red face of 100 x 130 pixels. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-scenes-'));
  const path = join(folder, 'source.png');
  const face = { create: { width: 100, height: 130, channels: 3 as const, background: '#e00' } };
  await sharp({ create: { width: 400, height: 500, channels: 3, background: '#fff' } })
    .composite([{ input: face, left: 150, top: 200 }])
    .png()
    .toFile(path);
  const box = { x: 150 / 400, y: 200 / 500, width: 100 / 400, height: 130 / 500 };
  source = { path, width: 400, height: 500, box };
});
afterAll(() => rmSync(folder, { recursive: true }));

it('puts each face where it says, as wide as asked, the same way every time', async () => {
  const scene: Scene = { name: 'small', width: 600, height: 400, photos: [[20, 30, 40, 20, 30]] };
  const [made] = firstItems(await makeScene(scene, [source], folder), 1);
  const { data, info } = await sharp(made.path).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([600, 400]);
  expect(made.faces.map(({ left, right }) => Math.round(right - left))).toEqual([20, 30, 40, 20, 30]);
  for (const { left, top, right, bottom } of made.faces) {
    const at = 3 * (Math.round((top + bottom) / 2) * 600 + Math.round((left + right) / 2));
    expect(data[at]).toBeGreaterThan(180);
    expect(data[at + 1]).toBeLessThan(60);
  }
  const [again] = firstItems(await makeScene(scene, [source], folder), 1);
  expect(again.faces).toEqual(made.faces);
});

it('has a crowd of 384, single faces and a panorama', () => {
  const counts = smallScenes(7).map(({ photos }) => photos.map((widths) => widths.length));
  expect(counts).toEqual([[384], [1, 1, 1, 1, 1, 1, 1], [3]]);
});
