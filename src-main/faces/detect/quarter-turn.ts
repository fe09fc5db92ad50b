import { float32At } from '../../common/typed-arrays.ts';
import { imageOf, type Pixels, pixelsOf } from '../../photos/pixels.ts';
import type { PixelBox } from '../boxes.ts';

/** Clockwise rotations by 90 degrees. */
export type QuarterTurns = 1 | 2 | 3;

/** @param maxSide maximum of the longer side in pixels; smaller photos keep their size */
export function turnPixels(
  photo: Pixels,
  turns: QuarterTurns,
  maxSide = Math.max(photo.width, photo.height),
): Promise<Pixels> {
  const turned = imageOf(photo)
    .rotate(90 * turns)
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true, kernel: 'linear' });
  return pixelsOf(turned);
}

/** Maps a point of the rotated photo to the original. Both in pixels, edges at 0. */
function fromTurned(
  x: number,
  y: number,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  turns: QuarterTurns,
): [number, number] {
  if (turns === 1) return [y, height - x];
  if (turns === 2) return [width - x, height - y];
  return [width - y, x];
}

/** @param photo size before the rotation */
export function boxFromTurned(
  box: PixelBox,
  photo: Pick<Pixels, 'width' | 'height'>,
  turns: QuarterTurns,
): PixelBox {
  const [x1, y1] = fromTurned(box.left, box.top, photo, turns);
  const [x2, y2] = fromTurned(box.right, box.bottom, photo, turns);
  return {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    right: Math.max(x1, x2),
    bottom: Math.max(y1, y2),
  };
}

/** @param landmarks x, y pairs in pixels of the rotated photo */
export function landmarksFromTurned(
  landmarks: Float32Array,
  photo: Pick<Pixels, 'width' | 'height'>,
  turns: QuarterTurns,
): Float32Array {
  const back = new Float32Array(landmarks.length);
  for (let i = 0; i < landmarks.length; i += 2) {
    back.set(fromTurned(float32At(landmarks, i), float32At(landmarks, i + 1), photo, turns), i);
  }
  return back;
}
