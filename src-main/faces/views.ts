import { elementAt } from '../common/elements.ts';
import { decodePhoto } from '../photos/decode.ts';
import type { PhotoPart } from '../photos/photo-part.ts';
import type { Pixels } from '../photos/pixels.ts';
import { displaySquare } from './display-crop.ts';
import type { View } from './view.ts';
import { fitMeanFace } from './align/mean-face-fit.ts';

/**
 * [Note: Views] Detection runs on a copy of bounded size. A face that is small in that copy is cut from the
 * pixels of the file: the part of the photo with such faces is decoded again at full size, in bands if it is
 * large. A face is small if its mean face is narrower than in the network's chip. Decoding again costs as
 * much as the first decoding, so it is omitted for photos with only large faces.
 */

/** A photo and its working copy. */
export interface LookedAtPhoto {
  /** Decodes a part at full size. */
  read: (part: PhotoPart) => Promise<Pixels>;
  /** Size of the upright photo in its file, in pixels. */
  width: number;
  height: number;
  /** The whole photo. */
  pixels: Pixels;
}

/** Minimum width in pixels of the mean face in the copy for cutting the face from it. */
const wideEnough = 100;
/** Minimum ratio of the file's side to the copy's for decoding again. */
const leastGain = 1.2;
/** Maximum number of pixels decoded at once for small faces; bounds memory to 48 MB. */
const mostPixels = 16_000_000;

/** The copy as a view of the whole photo. */
export const wholeView = ({ pixels, width, height }: Omit<LookedAtPhoto, 'read'>): View => ({
  pixels,
  left: 0,
  top: 0,
  scaleX: pixels.width / width,
  scaleY: pixels.height / height,
  closeUp: false,
});

/**
 * The views from which faces are cut, one after another, each with the indices of its faces.
 * @param faces landmarks of each face, in pixels of the file
 * @throws FamiliarError as {@link decodePhoto}
 */
export async function* viewsOf(
  photo: LookedAtPhoto,
  faces: readonly Float32Array[],
): AsyncGenerator<{ view: View; faces: number[] }> {
  const whole = wholeView(photo);
  const isSmall = (landmarks: Float32Array) =>
    whole.scaleX * leastGain <= 1 && fitMeanFace(landmarks).side * whole.scaleX < wideEnough;
  const numbers = [...faces.keys()];
  const small = numbers.filter((i) => isSmall(elementAt(faces, i)));
  if (small.length < faces.length)
    yield { view: whole, faces: numbers.filter((i) => !isSmall(elementAt(faces, i))) };
  for (const { part, faces: within } of bandsOf(photo, faces, small)) {
    const pixels = await photo.read(part);
    const { left, top } = part;
    yield { view: { pixels, left, top, scaleX: 1, scaleY: 1, closeUp: true }, faces: within };
  }
}

/** Decodes parts of a photo at full size. */
export const partsOf =
  (path: string) =>
  async (part: PhotoPart): Promise<Pixels> =>
    (await decodePhoto(path, Math.max(part.width, part.height), part)).pixels;

interface Band {
  part: PhotoPart;
  faces: number[];
}

/** Parts of the photo that contain the given faces, from top to bottom, each of bounded size. */
function bandsOf(photo: LookedAtPhoto, faces: readonly Float32Array[], wanted: readonly number[]): Band[] {
  const squares = new Map(wanted.map((i) => [i, displaySquare(elementAt(faces, i), photo)]));
  const bands: Band[] = [];
  for (const [i, { left, top, side }] of [...squares].sort(([, a], [, b]) => a.top - b.top)) {
    const square = { left, top, width: side, height: side };
    const last = bands.at(-1);
    const joined = last && join(last.part, square);
    if (joined && joined.width * joined.height <= mostPixels) {
      last.part = joined;
      last.faces.push(i);
    } else {
      bands.push({ part: square, faces: [i] });
    }
  }
  return bands;
}

function join(a: PhotoPart, b: PhotoPart): PhotoPart {
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** Converts x, y pairs from pixels of the file to pixels of a view. */
export const toView = ({ left, top, scaleX, scaleY }: View, points: Float32Array): Float32Array =>
  points.map((value, k) => (k % 2 === 0 ? (value - left) * scaleX : (value - top) * scaleY));

/** Converts x, y pairs from pixels of a view to pixels of the file. */
export const fromView = ({ left, top, scaleX, scaleY }: View, points: Float32Array): Float32Array =>
  points.map((value, k) => (k % 2 === 0 ? left + value / scaleX : top + value / scaleY));
