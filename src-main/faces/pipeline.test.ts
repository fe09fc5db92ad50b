import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { needs, testFile } from '../common/test-data.ts';
import { unitDistance } from '../common/vectors.ts';
import type { Box } from '../contract/models.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { iou } from './boxes.ts';
import { isLowQuality, leastGoodQuality } from './quality.ts';
import type { RecognisedPhoto } from './recognised.ts';
import { createRecogniser, type Recogniser } from './recogniser.ts';

let recogniser: Recogniser;
let folder: string;
beforeAll(() => {
  recogniser = createRecogniser('cpu');
  folder = mkdtempSync(join(tmpdir(), 'familiar-faces-'));
});
afterAll(async () => {
  await recogniser.close();
  rmSync(folder, { recursive: true });
});

const edges = ({ x, y, width, height }: Box, of: { width: number; height: number }) => ({
  left: x * of.width,
  top: y * of.height,
  right: (x + width) * of.width,
  bottom: (y + height) * of.height,
});

/** The faces of a photo from left to right. */
const fromLeft = (photo: RecognisedPhoto) => photo.faces.toSorted((a, b) => a.box.x - b.box.x);

describe('recognition', () => {
  it('finds the same faces with the same vectors for every EXIF orientation', async () => {
    const [sample] = firstItems(samplePhotos(), 1);
    const upright = fromLeft(await recogniser.recognise(sample));
    expect(upright).toHaveLength(3);
    for (const { vector } of upright) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);

    // Orientation 6 asks the viewer to rotate the picture clockwise by a quarter, so the stored picture is
    // rotated the other way.
    const path = join(folder, 'turned.jpg');
    await sharp(sample).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(path);
    const turned = await recogniser.recognise(path);
    expect([turned.width, turned.height, turned.orientation]).toEqual([1920, 1280, 6]);
    const found = fromLeft(turned);
    expect(found).toHaveLength(3);
    found.forEach((face, i) => expect(unitDistance(face.vector, upright[i]!.vector)).toBeLessThan(0.1));
  });

  it('gives a face in a given box the same vector as the detected face', async () => {
    const [sample] = firstItems(samplePhotos(), 1);
    const found = fromLeft(await recogniser.recognise(sample));
    const { faces, width } = await recogniser.recognise(sample, { box: found[1]!.box });
    expect(width).toBe(1920);
    expect(faces).toHaveLength(1);
    expect(faces[0]!.score).toBe(1);
    expect(unitDistance(faces[0]!.vector, found[1]!.vector)).toBeLessThan(0.01);
    for (const k of ['x', 'y', 'width', 'height'] as const) {
      expect(faces[0]!.box[k]).toBeCloseTo(found[1]!.box[k], 5);
    }
  });

  it.each([90, 180, 270])(
    'finds the faces of a photo rotated by %i degrees without an orientation tag',
    async (angle) => {
      const [sample] = firstItems(samplePhotos(), 1);
      const upright = fromLeft(await recogniser.recognise(sample));
      const path = join(folder, `lying-${angle}.jpg`);
      await sharp(sample).rotate(angle).jpeg({ quality: 95 }).toFile(path);
      const { faces } = await recogniser.recognise(path);
      expect(faces).toHaveLength(3);
      for (const { vector } of faces) {
        const nearest = Math.min(...upright.map((face) => unitDistance(face.vector, vector)));
        expect(nearest).toBeLessThan(0.15);
      }
    },
  );

  it('finds a face that fills the frame', async () => {
    const photo = await recogniser.recognise(samplePhotos()[0]!);
    const [{ box }] = firstItems(
      photo.faces.toSorted((a, b) => b.box.width - a.box.width),
      1,
    );
    const { left, top, right, bottom } = edges(box, photo);
    const path = join(folder, 'close.jpg');
    await sharp(samplePhotos()[0])
      .extract({
        left: Math.round(left),
        top: Math.round(top),
        width: Math.round(right - left),
        height: Math.round(bottom - top),
      })
      .resize(900)
      .jpeg()
      .toFile(path);
    expect((await recogniser.recognise(path)).faces).toHaveLength(1);
  });

  it('finds a face of 60 pixels in 24 megapixels, and cuts it from the pixels of the file', async () => {
    const sample = await recogniser.recognise(samplePhotos()[0]!);
    const [face] = firstItems(
      sample.faces.toSorted((a, b) => b.score - a.score),
      1,
    );
    const { left, top, right, bottom } = edges(face.box, sample);
    const [width, height] = [right - left, bottom - top];
    const around = await sharp(samplePhotos()[0])
      .extract({
        left: Math.max(0, Math.round(left - width / 2)),
        top: Math.max(0, Math.round(top - height / 2)),
        width: Math.round(2 * width),
        height: Math.round(1.8 * height),
      })
      .resize({ width: 120 })
      .toBuffer();
    const path = join(folder, 'landscape.jpg');
    const sky = sharp({ create: { width: 6000, height: 4000, channels: 3, background: '#7ab' } });
    await sky
      .composite([{ input: around, left: 4100, top: 2900 }])
      .jpeg({ quality: 95 })
      .toFile(path);
    const { faces } = await recogniser.recognise(path);
    expect(faces).toHaveLength(1);
    expect(faces[0]!.quality.value).toBeGreaterThanOrEqual(leastGoodQuality);
    expect(unitDistance(faces[0]!.vector, face.vector)).toBeLessThan(0.42);
    // In the copy of 2,048 pixels the square has a third of that.
    expect((await sharp(faces[0]!.chip).metadata()).width).toBeGreaterThan(80);
  });

  it('finds no faces in a photo without people, and accepts the smallest photos', async () => {
    const path = join(folder, 'tiny.png');
    for (const [width, height] of [
      [1, 1],
      [3, 900],
      [64, 64],
    ] as const) {
      await sharp({ create: { width, height, channels: 3, background: '#7ac' } })
        .png()
        .toFile(path);
      expect((await recogniser.recognise(path)).faces).toEqual([]);
    }
  });

  it('passes errors of the thread with their code, and continues', async () => {
    await expect(recogniser.recognise(join(folder, 'none.jpg'))).rejects.toMatchObject({
      code: 'path-missing',
    });
    expect((await recogniser.recognise(samplePhotos()[1]!)).faces.length).toBeGreaterThan(0);
    expect(recogniser.device).toMatchObject({ chosen: 'cpu' });
  });
});

describe('recognition of the labelled faces', () => {
  beforeEach(needs('faces'));

  it('finds at least 42 of the 43 boxes in the group photos, and no more than 1 face beside them', async () => {
    let boxes = 0;
    let found = 0;
    let beside = 0;
    for (const list of ['training.xml', 'testing.xml']) {
      const xml = readFileSync(testFile('faces', 'boxes', list), 'utf8');
      for (const [, file, body] of xml.matchAll(/<image file='([^']+)'[^>]*>(.*?)<\/image>/gs)) {
        const photo = await recogniser.recognise(testFile('faces', 'boxes', file!));
        const detected = photo.faces.map((face) => edges(face.box, photo));
        const wanted = [
          ...body!.matchAll(/<box top='(-?\d+)' left='(-?\d+)' width='(\d+)' height='(\d+)'/g),
        ].map(([, top, left, width, height]) => ({
          top: Number(top),
          left: Number(left),
          right: Number(left) + Number(width),
          bottom: Number(top) + Number(height),
        }));
        boxes += wanted.length;
        found += wanted.filter((box) => detected.some((face) => iou(face, box) >= 0.5)).length;
        beside += detected.filter((face) => !wanted.some((box) => iou(face, box) >= 0.5)).length;
      }
    }
    expect(boxes).toBe(43);
    expect(found).toBeGreaterThanOrEqual(42);
    expect(beside).toBeLessThanOrEqual(1);
  }, 60_000);

  it('finds every clear face of a family', async () => {
    const { faces } = await recogniser.recognise(
      testFile('faces', 'family', 'scenes', 'identification1.jpg'),
    );
    expect(faces.map(({ quality }) => isLowQuality(quality.value))).toEqual(
      new Array(faces.length).fill(false),
    );
    expect(faces.length).toBeGreaterThanOrEqual(4);
  });

  it('finds a child in a dull print', async () => {
    const print = testFile('faces', 'albums', 'ages', 'person032', '032A08.JPG');
    expect((await recogniser.recognise(print)).faces).toHaveLength(1);
  });

  it('finds all 24 faces in a group of bald men, and none on dogs', async () => {
    const men = await recogniser.recognise(testFile('faces', 'boxes', 'bald_guys.jpg'));
    expect(men.faces).toHaveLength(24);
    const dogs = await recogniser.recognise(testFile('faces', 'boxes', 'dogs.jpg'));
    expect(dogs.faces).toEqual([]);
  });
});
