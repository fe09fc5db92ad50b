import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { pixelsOf } from '../photos/pixels.ts';
import { meanFaceLandmarks } from './align/test-landmarks.ts';
import { fromView, type LookedAtPhoto, partsOf, toView, viewsOf } from './views.ts';

let folder: string;
let photo: LookedAtPhoto;
const [width, height] = [1200, 800];
/** Red gives x and green y, in steps of five. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-views-'));
  const path = join(folder, 'photo.png');
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x / 5, y / 5, 0], 3 * (y * width + x));
  }
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  await image.clone().png().toFile(path);
  photo = { read: partsOf(path), width, height, pixels: await pixelsOf(image.clone().resize(400)) };
});
afterAll(() => rmSync(folder, { recursive: true }));

const faceAt = (left: number, top: number, side: number) =>
  meanFaceLandmarks(side).map((value, k) => value + (k % 2 === 0 ? left : top));

async function viewsFor(faces: Float32Array[], of = photo) {
  const views = [];
  for await (const view of viewsOf(of, faces)) views.push(view);
  return views;
}

it('cuts a large face from the copy, and a small one from the pixels of the file', async () => {
  const [large, small] = [faceAt(100, 100, 400), faceAt(900, 500, 60)];
  const [copy, close] = firstItems(await viewsFor([small, large]), 2);
  expect(copy).toMatchObject({ faces: [1], view: { closeUp: false, scaleX: 1 / 3, pixels: { width: 400 } } });
  expect(close).toMatchObject({
    faces: [0],
    view: { closeUp: true, scaleX: 1, pixels: { width: 150, height: 150 } },
  });
  const [x, y] = firstItems(toView(close.view, Float32Array.of(930, 540)), 2);
  const at = 3 * (y * 150 + x);
  expect([...close.view.pixels.data.subarray(at, at + 2)]).toEqual([186, 108]);
  expect([...fromView(close.view, Float32Array.of(x, y))]).toEqual([930, 540]);
});

it('does not decode a photo again whose file has no more detail', async () => {
  const whole = { ...photo, read: partsOf('none'), width: 440, height: 293 };
  expect(await viewsFor([faceAt(100, 100, 40)], whole)).toMatchObject([
    { faces: [0], view: { closeUp: false } },
  ]);
  expect(await viewsFor([])).toEqual([]);
});
