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
/** The frame in which sharpness is measured: the mean face alone. */
export const sharpnessFrame: ChipFrame = { size: 90, padding: 0 };

/** Samples taken along each axis for one pixel of a chip, at most. */
const maxSamples = 12;

/** The similarity from chip to photo pixels that lays the face's landmarks on the mean face. */
export function chipToPhoto(landmarks: ArrayLike<number>, { size, padding }: ChipFrame): Similarity {
  return invert(fitSimilarity(stablePoints(landmarks), chipTargets(size, padding)));
}

/**
 * Cuts an aligned face out of a photo. Bilinear; where the face is larger than the chip, each pixel is the
 * mean of a grid of samples over its area (an area filter that turns with the face). Beyond the photo's edge
 * it goes on as in a mirror, which disturbs a network less than a smeared border.
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
  const sums = new Float64Array(size * 3);
  const along = samplesAlong(toPhoto, size, samples);
  for (let row = 0; row < size; row++) {
    sums.fill(0);
    for (let i = 0; i < samples; i++) addSamples(photo, toPhoto, along, row + (i + 0.5) / samples, sums);
    for (let k = 0; k < sums.length; k++) {
      data[row * sums.length + k] = Math.round(sums[k] / (samples * samples));
    }
  }
  return { data, width: size, height: size };
}

/** What the samples of a row have in common with those of every other row. */
interface SamplesAlong {
  /** For one pixel of the square. */
  each: number;
  /** Their share of x and y in the photo, from left to right. */
  x: Float64Array;
  y: Float64Array;
}

/** Samples lie evenly within each pixel of the square, whose middle is at a half. */
function samplesAlong({ a, b }: Similarity, size: number, each: number): SamplesAlong {
  const u = Float64Array.from({ length: size * each }, (_, k) => (k + 0.5) / each);
  return { each, x: u.map((value) => a * value), y: u.map((value) => b * value) };
}

/**
 * Adds the colours of one row of samples to the sums of the pixels that they lie in. Nothing is allocated or
 * called in here but at the photo's edge: it looks at millions of samples a photo.
 * @param v place of the row in the square, in its pixels from the top
 * @param sums of red, green and blue, for each pixel of the row
 */
function addSamples(
  { data, width, height }: Pixels,
  { a, b, tx, ty }: Similarity,
  along: SamplesAlong,
  v: number,
  sums: Float64Array,
): void {
  const lastX = width - 1;
  const lastY = height - 1;
  const downX = -b * v;
  const downY = a * v;
  for (let at = 0, k = 0; at < sums.length; at += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let j = 0; j < along.each; j++, k++) {
      let x = along.x[k] + downX + tx - 0.5;
      let y = along.y[k] + downY + ty - 0.5;
      if (!(x >= 0 && x <= lastX)) x = reflect(x, lastX);
      if (!(y >= 0 && y <= lastY)) y = reflect(y, lastY);
      // Rounds down: nothing is below 0 here.
      const x0 = x | 0;
      const y0 = y | 0;
      const fx = x - x0;
      const fy = y - y0;
      const w11 = fx * fy;
      const w01 = fx - w11;
      const w10 = fy - w11;
      const w00 = 1 - fx - w10;
      const p00 = 3 * (y0 * width + x0);
      const p01 = x0 < lastX ? p00 + 3 : p00;
      const down = y0 < lastY ? 3 * width : 0;
      const p10 = p00 + down;
      const p11 = p01 + down;
      red += w00 * data[p00] + w01 * data[p01] + w10 * data[p10] + w11 * data[p11];
      green += w00 * data[p00 + 1] + w01 * data[p01 + 1] + w10 * data[p10 + 1] + w11 * data[p11 + 1];
      blue += w00 * data[p00 + 2] + w01 * data[p01 + 2] + w10 * data[p10 + 2] + w11 * data[p11 + 2];
    }
    sums[at] += red;
    sums[at + 1] += green;
    sums[at + 2] += blue;
  }
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
