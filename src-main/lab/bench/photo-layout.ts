import { createHash } from 'node:crypto';
import { elementAt } from '../../common/elements.ts';

/** Pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A photo of so many megapixels with the proportions of a phone's, 4 to 3; 12 make 4000 x 3000. */
export function photoSize(megapixels: number): Size {
  const unit = Math.sqrt((megapixels * 1e6) / 12);
  return { width: Math.round(4 * unit), height: Math.round(3 * unit) };
}

/** Whole pixels, from the top left corner. */
export interface Rectangle extends Size {
  left: number;
  top: number;
}

/** A part of a sample photo, laid into a part of the picture that is made. */
export interface Tile {
  /** Index of the sample. */
  sample: number;
  /** Visible part of the sample. */
  window: Rectangle;
  mirrored: boolean;
  /** Place in the picture, with the proportions of `window` to within a pixel. */
  place: Rectangle;
}

/** Least size of the window, as a part of the largest that fits into the sample, so that faces stay inside. */
const leastZoom = 0.85;

/**
 * Lays out the photo of a number: by turns one sample that fills it, as a portrait would, and 2 x 2
 * different ones, as in a group. Windows, samples and mirroring follow from the number alone (from its
 * SHAKE256), so the same number always gives the same photo, and two numbers give two photos.
 * @param samples sizes of the sample photos, at least one
 */
export function layoutPhoto(index: number, samples: readonly Size[], { width, height }: Size): Tile[] {
  const draw = drawsOf(index);
  const side = index % 2 === 0 ? 1 : 2;
  const first = Math.floor(draw() * samples.length);
  return Array.from({ length: side * side }, (_, k) => {
    const [column, row] = [k % side, Math.floor(k / side)];
    const left = Math.round((column * width) / side);
    const top = Math.round((row * height) / side);
    const place = {
      left,
      top,
      width: Math.round(((column + 1) * width) / side) - left,
      height: Math.round(((row + 1) * height) / side) - top,
    };
    const sample = (first + k) % samples.length;
    return {
      sample,
      window: windowOf(elementAt(samples, sample), place, draw),
      mirrored: draw() < 0.5,
      place,
    };
  });
}

function windowOf(sample: Size, shape: Size, draw: () => number): Rectangle {
  const zoom = leastZoom + draw() * (1 - leastZoom);
  const scale = zoom * Math.min(sample.width / shape.width, sample.height / shape.height);
  const width = Math.max(1, Math.floor(shape.width * scale));
  const height = Math.max(1, Math.floor(shape.height * scale));
  return {
    left: Math.floor(draw() * (sample.width - width + 1)),
    top: Math.floor(draw() * (sample.height - height + 1)),
    width,
    height,
  };
}

/** Pseudo-random numbers for one photo, 0 to below 1: 32 of them; four tiles take 17. */
function drawsOf(index: number): () => number {
  const bytes = createHash('shake256', { outputLength: 128 }).update(`bench photo ${index}`).digest();
  let at = 0;
  return () => bytes.readUInt32LE(4 * at++) / 2 ** 32;
}
