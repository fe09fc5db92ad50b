import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { uint8At } from '../../common/typed-arrays.ts';
import { normalDeviate, seededRandom } from '../../common/random.ts';
import { checksum } from '../../common/checksum.ts';
import { toSepia } from '../../metric-learning/augment.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { imageOf, type Pixels, pixelsOf } from '../../photos/pixels.ts';

/**
 * [Note: Old prints] Imitates the scan of a small, old print: the photo is reduced until the face is 28 pixels wide,
 * blurred, given grain and sepia, enlarged to its former size, and saved at JPEG quality 15. Grain depends on the seed and
 * the photo's name, so that the same photo always becomes the same print.
 */
export const oldPrint = {
  /** Width of the face in pixels of the print. */
  faceWidth: 28,
  /** Standard deviation of the Gaussian, in pixels of the print. */
  blurSigma: 0.6,
  /** Standard deviation of the grain, of 256 levels. */
  grain: 8,
  /** JPEG quality, 1 to 100. */
  jpegQuality: 15,
} as const;

/** Greatest longer side at which photos are read, in pixels. */
const longestSide = 2048;

/** A photo with a face in it. */
export interface PrintedPhoto {
  path: string;
  /** Width of the face as a fraction of the photo's. */
  faceWidth: number;
}

/**
 * Writes photos into a folder as old prints [Note: Old prints], under their names.
 * @param folder made where there is none
 * @returns their paths, in order
 * @throws FamiliarError `photo-*` or `path-missing` where a photo cannot be read
 */
export async function makeOldPrints(
  photos: readonly PrintedPhoto[],
  folder: string,
  seed: number,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { path, faceWidth } of photos) {
    const { pixels } = await decodePhoto(path, longestSide);
    const { name } = parse(path);
    const to = join(folder, `${name}.jpg`);
    await (await oldPrintOf(pixels, faceWidth, grainOf(seed, name))).toFile(to);
    paths.push(to);
  }
  return paths;
}

const grainOf = (seed: number, name: string) =>
  seededRandom(parseInt(checksum(Buffer.from(`${seed}/${name}`)).slice(0, 8), 16));

async function oldPrintOf(photo: Pixels, faceWidth: number, random: () => number) {
  const scale = Math.min(1, oldPrint.faceWidth / (faceWidth * photo.width));
  const size = (side: number) => Math.max(1, Math.round(side * scale));
  const print = await pixelsOf(
    imageOf(photo)
      .resize(size(photo.width), size(photo.height), { fit: 'fill' })
      .blur(oldPrint.blurSigma)
      .recomb(toSepia),
  );
  for (let at = 0; at < print.data.length; at += 3) {
    const grain = oldPrint.grain * normalDeviate(random);
    for (let k = at; k < at + 3; k++)
      print.data[k] = Math.min(255, Math.max(0, uint8At(print.data, k) + grain));
  }
  return imageOf(print)
    .resize(photo.width, photo.height, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: oldPrint.jpegQuality });
}
