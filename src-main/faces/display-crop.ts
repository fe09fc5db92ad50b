import { imageOf, type Pixels } from '../photos/pixels.ts';
import { fitMeanFace } from './mean-face-fit.ts';
import { stablePoints } from './mean-face.ts';
import type { View } from './views.ts';

/**
 * A face as it is shown to people: a square of the photo as it is, upright, never mirrored and never turned. At the
 * photo's edge it is moved inside, and where the face takes most of the photo it is made smaller.
 */
export interface DisplaySquare {
  /** In whole pixels of the file. */
  left: number;
  top: number;
  side: number;
}

/** Side of the square in sides of the mean face: hair and chin belong to it. */
const room = 2.5;
/** Side of the picture in pixels, at most; it has never more pixels than the photo has there. */
export const mostDisplaySide = 512;
const jpegQuality = 80;
/**
 * Chips of pipelines before version 4 have exactly this side, in pixels: they are turned as the face is and mirrored
 * beyond the photo's edge. No picture of a square has it, so that the two can be told apart.
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

/** The middle of the stable landmarks, which lies between the eyes and the mouth. */
function middleOf(landmarks: ArrayLike<number>): [x: number, y: number] {
  const points = stablePoints(landmarks);
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i];
    y += points[i + 1];
  }
  return [(2 * x) / points.length, (2 * y) / points.length];
}

/** The square as JPEG. */
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

/** Where landmarks lie in the picture of a square. */
export function inDisplay(
  landmarks: Float32Array,
  { left, top, side }: DisplaySquare,
  picture: Pixels,
): Float32Array {
  const scale = picture.width / side;
  return landmarks.map((value, k) => (value - (k % 2 === 0 ? left : top)) * scale);
}
