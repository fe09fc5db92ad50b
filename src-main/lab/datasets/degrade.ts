import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { Sharp } from 'sharp';
import { elementAt } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { imageOf } from '../../photos/pixels.ts';
import { listPersonFolders } from '../../photos/person-folders.ts';

/** Ways to degrade photos, taken in turn. */
export const degradations = ['none', 'blur', 'low-resolution', 'jpeg'] as const;
export type Degradation = (typeof degradations)[number];

/** Strength of each degradation, independent of the photo's size. */
export const strengths = {
  /** Standard deviation of the Gaussian, in parts of the photo's longer side: 4 pixels of 250. */
  blurSigma: 0.016,
  /** Factor by which each side is reduced. */
  lowResolution: 5,
  /** JPEG quality, 1 to 100. */
  jpegQuality: 10,
};

/** Greatest longer side of degraded photos, in pixels. */
const longestSide = 2048;

/**
 * Copies every photo of a directory of people into another, degraded or not. The photos of a person take the degradations
 * in turn, from one drawn for each person.
 * @param into an empty directory
 * @returns degradation of each photo by its new path
 * @throws FamiliarError as {@link listPersonFolders}; a photo that cannot be read is copied as it is
 */
export async function degradePeople(
  images: string,
  into: string,
  seed: number,
): Promise<Map<string, Degradation>> {
  const random = seededRandom(seed);
  const done = new Map<string, Degradation>();
  for (const { person, paths } of await listPersonFolders(images)) {
    const first = Math.floor(random() * degradations.length);
    await mkdir(join(into, person));
    for (const [i, path] of paths.entries()) {
      const degradation = elementAt(degradations, (first + i) % degradations.length);
      done.set(await degradePhoto(path, join(into, person), degradation), degradation);
    }
  }
  return done;
}

/** @returns the path of what it wrote into the folder */
async function degradePhoto(path: string, folder: string, degradation: Degradation): Promise<string> {
  if (degradation === 'none') return copyInto(path, folder);
  const decoded = await decodePhoto(path, longestSide).catch(() => null);
  if (decoded === null) return copyInto(path, folder);
  const { width, height } = decoded.pixels;
  const ending = degradation === 'jpeg' ? 'jpg' : 'png';
  // Two photos of a person may differ in their endings alone.
  const to = join(folder, `${parse(path).base}.${ending}`);
  await degrade(imageOf(decoded.pixels), degradation, width, height).toFile(to);
  return to;
}

function degrade(
  image: Sharp,
  degradation: Exclude<Degradation, 'none'>,
  width: number,
  height: number,
): Sharp {
  const shrunk = (side: number) => Math.max(1, Math.round(side / strengths.lowResolution));
  switch (degradation) {
    case 'blur':
      return image.blur(Math.max(0.3, strengths.blurSigma * Math.max(width, height))).png();
    case 'low-resolution':
      return image.resize(shrunk(width), shrunk(height), { fit: 'fill' }).png();
    case 'jpeg':
      return image.jpeg({ quality: strengths.jpegQuality });
  }
}

async function copyInto(path: string, folder: string): Promise<string> {
  const to = join(folder, basename(path));
  await copyFile(path, to);
  return to;
}
