import { imageOf, type Pixels, pixelsOf } from '../../photos/pixels.ts';
import type { Detection } from '../boxes.ts';

/**
 * [Note: Faint faces] The detector misses faces that fill a photo to its edges, since it does not see their
 * outline, and faces in dull or faded prints. Both are found in a copy with a grey margin and stretched
 * contrast.
 */

/** Margin on each side, relative to that side of the photo. */
const margin = 0.5;
const marginColour = '#808080';
/** Percentiles of the pixels that become black and white when the contrast is stretched. */
const spread = { lower: 2, upper: 98 };

export interface ContrastCopy {
  copy: Pixels;
  /** Pixels of the copy per pixel of the photo. */
  scale: number;
  /** Maps a detection in the copy to the photo. */
  toPhoto(detection: Detection): Detection;
}

/** @param side maximum of the longer side of the copy with its margins, in pixels */
export async function contrastCopy(photo: Pixels, side: number): Promise<ContrastCopy> {
  const inner = side / (1 + 2 * margin);
  const scale = Math.min(1, inner / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  const x = Math.round(margin * width);
  const y = Math.round(margin * height);
  const small = await pixelsOf(
    imageOf(photo).resize(width, height, { fit: 'fill', kernel: 'linear' }).normalise(spread),
  );
  const copy = await pixelsOf(
    imageOf(small).extend({ left: x, right: x, top: y, bottom: y, background: marginColour }),
  );
  return {
    copy,
    scale,
    toPhoto: ({ left, top, right, bottom, score }) => ({
      left: ((left - x) * photo.width) / width,
      top: ((top - y) * photo.height) / height,
      right: ((right - x) * photo.width) / width,
      bottom: ((bottom - y) * photo.height) / height,
      score,
    }),
  };
}
