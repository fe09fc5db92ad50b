import { addFloat64, float64At, uint8At } from '../../common/typed-arrays.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { fitSimilarity, invert, type Similarity } from './similarity.ts';

/** The geometry of a face chip. */
export interface ChipFrame {
  /** Side of the chip in pixels. */
  size: number;
  /** Margin around the mean face, as a fraction of its side. */
  padding: number;
}

/** The frame on which the 128-D ResNet was trained (dlib). */
export const trainedFrame: ChipFrame = { size: 150, padding: 0.25 };
/**
 * The two frames in which the ResNet receives a face, slightly nearer and farther than in training, so that
 * the influence of the crop on the vector cancels out (see `lab/experiments/chip-variants.md`).
 */
export const embeddingFrames: readonly ChipFrame[] = [
  { ...trainedFrame, padding: 0.19 },
  { ...trainedFrame, padding: 0.28 },
];
/** The frame for measuring sharpness: the mean face without margin. */
export const sharpnessFrame: ChipFrame = { size: 90, padding: 0 };

/** Maximum number of samples along each axis per chip pixel. */
const maxSamples = 12;

/** The similarity from chip to photo pixels that fits the landmarks to the mean face. */
export function chipToPhoto(landmarks: ArrayLike<number>, { size, padding }: ChipFrame): Similarity {
  return invert(fitSimilarity(stablePoints(landmarks), chipTargets(size, padding)));
}

/**
 * Cuts an aligned face out of a photo with bilinear sampling. If the face is larger than the chip, each pixel
 * is the mean of a grid of samples over its area (a rotated area filter). Beyond its edge the photo is
 * mirrored, which disturbs a network less than a repeated border.
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function cutChip(photo: Pixels, landmarks: ArrayLike<number>, frame: ChipFrame): Pixels {
  return cutSquare(photo, chipToPhoto(landmarks, frame), frame.size);
}

/**
 * Cuts a square out of a photo, as {@link cutChip} does.
 * @param toPhoto maps pixels of the square to pixels of the photo
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
      data[row * sums.length + k] = Math.round(float64At(sums, k) / (samples * samples));
    }
  }
  return { data, width: size, height: size };
}

/** Sample positions that all rows have in common. */
interface SamplesAlong {
  /** Number of samples per pixel of the square. */
  each: number;
  /** Part of x and y in the photo that depends on the column, from left to right. */
  x: Float64Array;
  y: Float64Array;
}

/** Samples are evenly spaced within each pixel of the square, whose centre is at a half. */
function samplesAlong({ a, b }: Similarity, size: number, each: number): SamplesAlong {
  const u = Float64Array.from({ length: size * each }, (_, k) => (k + 0.5) / each);
  return { each, x: u.map((value) => a * value), y: u.map((value) => b * value) };
}

/**
 * Adds the colours of one row of samples to the sums of their pixels. This is the inner loop over millions of
 * samples a photo: it allocates nothing, and calls a function only at the photo's edge.
 * @param v position of the row in the square, in pixels from the top
 * @param sums red, green and blue sums of each pixel of the row
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
      let x = float64At(along.x, k) + downX + tx - 0.5;
      let y = float64At(along.y, k) + downY + ty - 0.5;
      if (!(x >= 0 && x <= lastX)) x = reflect(x, lastX);
      if (!(y >= 0 && y <= lastY)) y = reflect(y, lastY);
      // Rounds down, since the values are not negative.
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
      red +=
        w00 * uint8At(data, p00) +
        w01 * uint8At(data, p01) +
        w10 * uint8At(data, p10) +
        w11 * uint8At(data, p11);
      green +=
        w00 * uint8At(data, p00 + 1) +
        w01 * uint8At(data, p01 + 1) +
        w10 * uint8At(data, p10 + 1) +
        w11 * uint8At(data, p11 + 1);
      blue +=
        w00 * uint8At(data, p00 + 2) +
        w01 * uint8At(data, p01 + 2) +
        w10 * uint8At(data, p10 + 2) +
        w11 * uint8At(data, p11 + 2);
    }
    addFloat64(sums, at, red);
    addFloat64(sums, at + 1, green);
    addFloat64(sums, at + 2, blue);
  }
}

/** Reflects a coordinate at the edges into 0 to `last`. */
function reflect(at: number, last: number): number {
  const folded = at < 0 ? -at : at > last ? 2 * last - at : at;
  return Math.min(Math.max(folded, 0), last);
}

/** The chip mirrored horizontally. */
export function mirror({ data, width, height }: Pixels): Pixels {
  const mirrored = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = 3 * (y * width + (width - 1 - x));
      for (let c = 0; c < 3; c++) mirrored[to + c] = uint8At(data, from + c);
    }
  }
  return { data: mirrored, width, height };
}
