import { numberAt } from '../common/typed-arrays.ts';
import { imageOf, type Pixels } from '../photos/pixels.ts';
import { fitMeanFace } from './align/mean-face-fit.ts';
import { stablePoints } from './align/mean-face.ts';
import type { View } from './view.ts';

/**
 * The picture of a face for people: an unchanged square of the photo, upright, not mirrored and not rotated.
 * At the edge of the photo the square is moved inside; if the face fills most of the photo, it is made
 * smaller.
 */
export interface DisplaySquare {
  /** Whole pixels of the file. */
  left: number;
  top: number;
  side: number;
}

/** Side of the square relative to the mean face, with hair and chin. */
const room = 2.5;
/** Maximum side of the picture in pixels; it is never larger than the square in the file. */
export const mostDisplaySide = 512;
const jpegQuality = 80;
/**
 * Exact side in pixels of chips of pipelines before version 4, which are rotated with the face and mirrored
 * beyond the photo's edge. A picture of a square never has this side, which distinguishes the two.
 */
export const turnedChipSide = 224;

/**
 * @param landmarks 68 x, y pairs in pixels of the file
 * @param photo size of the upright photo in its file, in pixels
 */
export function displaySquare(
  landmarks: ArrayLike<number>,
  { width, height }: { width: number; height: number },
): DisplaySquare {
  const [x, y] = middleOf(landmarks);
  const side = Math.max(1, Math.min(Math.round(room * fitMeanFace(landmarks).side), width, height));
  const inside = (centre: number, length: number) =>
    Math.round(Math.min(Math.max(centre - side / 2, 0), length - side));
  return { left: inside(x, width), top: inside(y, height), side };
}

/** Mean of the stable landmarks, which is between the eyes and the mouth. */
function middleOf(landmarks: ArrayLike<number>): [x: number, y: number] {
  const points = stablePoints(landmarks);
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += numberAt(points, i);
    y += numberAt(points, i + 1);
  }
  return [(2 * x) / points.length, (2 * y) / points.length];
}

/** Encodes the square as JPEG. */
export function encodeDisplay(square: DisplaySquare, view: View): Promise<Buffer> {
  const region = regionOf(square, view);
  const wanted = Math.min(mostDisplaySide, region.width, region.height);
  const side = wanted === turnedChipSide ? wanted - 1 : wanted;
  return imageOf(view.pixels)
    .extract(region)
    .resize(side, side, { fit: 'fill', kernel: 'linear' })
    .jpeg({ quality: jpegQuality, mozjpeg: false })
    .toBuffer();
}

/** The square in whole pixels of a view. */
function regionOf({ left, top, side }: DisplaySquare, { pixels, ...view }: View) {
  const x = clamp(Math.round((left - view.left) * view.scaleX), pixels.width - 1);
  const y = clamp(Math.round((top - view.top) * view.scaleY), pixels.height - 1);
  return {
    left: x,
    top: y,
    width: Math.max(1, Math.min(Math.round(side * view.scaleX), pixels.width - x)),
    height: Math.max(1, Math.min(Math.round(side * view.scaleY), pixels.height - y)),
  };
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

/** Landmarks in pixels of the picture of a square. */
export function inDisplay(
  landmarks: Float32Array,
  { left, top, side }: DisplaySquare,
  picture: Pixels,
): Float32Array {
  const scale = picture.width / side;
  return landmarks.map((value, k) => (value - (k % 2 === 0 ? left : top)) * scale);
}
