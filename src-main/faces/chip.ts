import type { Pixels } from '../photos/pixels.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { apply, fitSimilarity, invert, type Similarity } from './similarity.ts';

/** How a face is cut out of its photo. */
export interface ChipFrame {
  /** Side of the chip in pixels. */
  size: number;
  /** Room around the mean face, as a fraction of its side. */
  padding: number;
}

/** The frame that the 128-D ResNet was trained on (dlib). */
export const embeddingFrame: ChipFrame = { size: 150, padding: 0.25 };
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
  const { size } = frame;
  const toPhoto = chipToPhoto(landmarks, frame);
  const samples = Math.min(maxSamples, Math.max(1, Math.ceil(Math.hypot(toPhoto.a, toPhoto.b))));
  const step = 1 / samples;
  const data = new Uint8Array(size * size * 3);
  const sum = new Float64Array(3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      sum.fill(0);
      for (let v = row + step / 2; v < row + 1; v += step) {
        for (let u = column + step / 2; u < column + 1; u += step) {
          const [x, y] = apply(toPhoto, u, v);
          addSample(photo, x, y, sum);
        }
      }
      const at = (row * size + column) * 3;
      for (let c = 0; c < 3; c++) data[at + c] = Math.round(sum[c] / (samples * samples));
    }
  }
  return { data, width: size, height: size };
}

/** Adds the colour at a point (pixel centres at halves) to `sum`. */
function addSample({ data, width, height }: Pixels, x: number, y: number, sum: Float64Array): void {
  const px = reflect(x - 0.5, width - 1);
  const py = reflect(y - 0.5, height - 1);
  const x0 = Math.floor(px);
  const y0 = Math.floor(py);
  const right = x0 + 1 < width ? 3 : 0;
  const below = y0 + 1 < height ? 3 * width : 0;
  const fx = px - x0;
  const fy = py - y0;
  const at = 3 * (y0 * width + x0);
  for (let c = 0; c < 3; c++) {
    const i = at + c;
    const upper = data[i] + (data[i + right] - data[i]) * fx;
    const lower = data[i + below] + (data[i + below + right] - data[i + below]) * fx;
    sum[c] += upper + (lower - upper) * fy;
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
