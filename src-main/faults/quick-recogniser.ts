import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { seededRandom } from '../common/random.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import { faceWith, photoWith, vectorOf } from '../services/model-session/test-faces.ts';

/** Milliseconds per photo, long enough for a kill. */
const perPhoto = 4;

/**
 * Recognises photos made by {@link makeAlbum} without a network: their names contain their people. The
 * results are stored, indexed and grouped like any other.
 */
export const quickRecogniser = (): Recogniser => ({
  device: null,
  photosAtOnce: 3,
  async recognise(path, { box } = {}) {
    await readFile(path).catch((cause: unknown) => {
      throw new FamiliarError('path-missing', 'the file is gone', { cause });
    });
    await delay(perPhoto);
    const people = box ? ['9'] : (/^p([\d,]+)-/.exec(basename(path))?.[1]?.split(',') ?? []);
    const variation = Number(/-(\d+)\./.exec(basename(path))?.[1] ?? 0);
    const thumbnail = await tinyJpeg(variation);
    const faces = people.map((person, i) => ({
      ...faceWith(vectorOf(Number(person), variation)),
      ...(box ? { box } : { box: { x: 0.1 + 0.4 * i, y: 0.2, width: 0.3, height: 0.4 } }),
      landmarks: landmarks(i),
      chip: thumbnail,
    }));
    return { ...photoWith(faces), width: side, height: side, thumbnail };
  },
  async close() {},
});

const side = 160;

/** 68 arbitrary points in the face. */
function landmarks(seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: 136 }, () => 0.2 + 0.4 * random());
}

const tinyJpeg = (seed: number) => jpegOf(seed, 16);

function jpegOf(seed: number, size: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const data = Uint8Array.from({ length: size * size * 3 }, () => 256 * random());
  return sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/**
 * Creates different photos of noise, with two of eight people each, encoded in their names.
 * @returns their paths
 */
export async function makeAlbum(folder: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const path = join(folder, `p${1 + (i % 8)},${1 + ((3 * i + 5) % 8)}-${i}.jpg`);
    await sharp(await jpegOf(i, side)).toFile(path);
    paths.push(path);
  }
  return paths;
}
