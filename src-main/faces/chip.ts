import type { Pixels } from '../photos/pixels.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { fitSimilarity, invert, type Similarity } from './similarity.ts';

/** How a face is cut out of its photo. */
export interface ChipFrame {
  /** Side of the chip in pixels. */
  size: number;
  /** Room around the mean face, as a fraction of its side. */
  padding: number;
}

/** The frame that the 128-D ResNet was trained on (dlib). */
export const trainedFrame: ChipFrame = { size: 150, padding: 0.25 };
/**
 * The frames in which the ResNet is shown a face: a little nearer and a little farther than it was trained, so that
 * what its vectors say of the crop, and not of the face, cancels out (see the table in evaluation/README.md).
 */
export const embeddingFrames: readonly ChipFrame[] = [
  { ...trainedFrame, padding: 0.19 },
  { ...trainedFrame, padding: 0.28 },
];
/** The frame for people to look at: hair and chin belong to it. */
export const displayFrame: ChipFrame = { size: 224, padding: 0.75 };

/** Samples taken along each axis for one pixel of a chip, at most. */
const maxSamples = 12;

/** The similarity from chip to photo pixels that lays the face's landmarks on the mean face. */
export function chipToPhoto(landmarks: ArrayLike<number>, { size, padding }: ChipFrame): Similarity {
  return invert(fitSimilarity(stablePoints(landmarks), chipTargets(size, padding)));
}

/**
 * Cuts an aligned face out of a photo. Bilinear; where the face is larger than the chip, each pixel is the
 * mean of a grid of samples over its area (an area filter that turns with the face). Beyond the photo's edge
 * it goes on as in a mirror, which people notice less than a smeared border.
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function cutChip(photo: Pixels, landmarks: ArrayLike<number>, frame: ChipFrame): Pixels {
  return cutSquare(photo, chipToPhoto(landmarks, frame), frame.size);
}

/**
 * Cuts a square out of a photo, as {@link cutChip} does.
 * @param toPhoto carries pixels of the square to pixels of the photo
 * @param size side in pixels
 */
export function cutSquare(photo: Pixels, toPhoto: Similarity, size: number): Pixels {
  const samples = Math.min(maxSamples, Math.max(1, Math.ceil(Math.hypot(toPhoto.a, toPhoto.b))));
  const data = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      writeMean(photo, toPhoto, column, row, samples, data, 3 * (row * size + column));
    }
  }
  return { data, width: size, height: size };
}

/**
 * Writes the mean colour of one pixel of a chip, over samples x samples points of it. Pixel centres lie at
 * halves. Nothing is allocated in here: it runs millions of times a photo.
 */
function writeMean(
  { data, width, height }: Pixels,
  { a, b, tx, ty }: Similarity,
  column: number,
  row: number,
  samples: number,
  into: Uint8Array,
  at: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < samples; i++) {
    const v = row + (i + 0.5) / samples;
    for (let j = 0; j < samples; j++) {
      const u = column + (j + 0.5) / samples;
      const x = reflect(a * u - b * v + tx - 0.5, width - 1);
      const y = reflect(b * u + a * v + ty - 0.5, height - 1);
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const fx = x - x0;
      const fy = y - y0;
      const topLeft = 3 * (y0 * width + x0);
      const topRight = x0 + 1 < width ? topLeft + 3 : topLeft;
      const down = y0 + 1 < height ? 3 * width : 0;
      const w00 = (1 - fx) * (1 - fy);
      const w01 = fx * (1 - fy);
      const w10 = (1 - fx) * fy;
      const w11 = fx * fy;
      const bottomLeft = topLeft + down;
      const bottomRight = topRight + down;
      red += w00 * data[topLeft] + w01 * data[topRight] + w10 * data[bottomLeft] + w11 * data[bottomRight];
      green +=
        w00 * data[topLeft + 1] +
        w01 * data[topRight + 1] +
        w10 * data[bottomLeft + 1] +
        w11 * data[bottomRight + 1];
      blue +=
        w00 * data[topLeft + 2] +
        w01 * data[topRight + 2] +
        w10 * data[bottomLeft + 2] +
        w11 * data[bottomRight + 2];
    }
  }
  const count = samples * samples;
  into[at] = Math.round(red / count);
  into[at + 1] = Math.round(green / count);
  into[at + 2] = Math.round(blue / count);
}

/** Folds a coordinate back into 0 to `last` at the edge that it has passed. */
function reflect(at: number, last: number): number {
  const folded = at < 0 ? -at : at > last ? 2 * last - at : at;
  return Math.min(Math.max(folded, 0), last);
}

/** The chip as in a mirror. */
export function mirror({ data, width, height }: Pixels): Pixels {
  const mirrored = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = 3 * (y * width + (width - 1 - x));
      for (let c = 0; c < 3; c++) mirrored[to + c] = data[from + c];
    }
  }
  return { data: mirrored, width, height };
}
