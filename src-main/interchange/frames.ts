import { swapsSides } from './orientation.ts';
import type { Size } from './regions.ts';

/** Relative tolerance of aspect ratios, since sizes are rounded and previews are small. */
const proportionTolerance = 0.02;

/** The picture of a photo in which regions are marked. */
export interface PhotoFrame {
  /** Upright size in pixels. */
  size: Size;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
}

export const storedSize = ({ size: { width, height }, orientation }: PhotoFrame): Size =>
  swapsSides(orientation) ? { width: height, height: width } : { width, height };

/** Possible orientations of the boxes of a list of regions. */
export interface Frames {
  /** EXIF orientations, the one by the standard first; empty if the regions cannot be used. */
  orientations: number[];
  /** True if the first one is certainly right. */
  isDecided: boolean;
  /** True if the picture also has the size for which the regions were marked. */
  isSure: boolean;
}

/**
 * [Note: Frames of regions] In the standard of the Metadata Working Group, regions refer to the stored picture. Some programs
 * use the upright picture instead, Microsoft's regions do not define it, and others rotate picture and
 * regions but keep the old size in `AppliedToDimensions`. So each list has a set of possible orientations,
 * the one by the standard first, and the one with the best overlap with the detected faces is used
 * (`proposals.ts`). If the aspect ratio fits neither orientation, the picture was cropped, and the regions
 * are ignored. HEIC pictures are rotated by their decoder and so have no orientation; regions for the
 * transposed size were marked before one of the two quarter turns, or have been rotated with it.
 */
export function frames(photo: PhotoFrame, appliedTo: Size | null): Frames {
  const both = [...new Set([photo.orientation, 1])];
  const isUpright = photo.orientation === 1;
  if (!appliedTo) return { orientations: both, isDecided: isUpright, isSure: isUpright };
  const stored = storedSize(photo);
  const fitsStored = hasProportions(appliedTo, stored);
  const fitsUpright = hasProportions(appliedTo, photo.size);
  const isSame = hasSize(appliedTo, fitsStored ? stored : photo.size);
  if (fitsStored && fitsUpright) {
    return { orientations: both, isDecided: isUpright, isSure: isUpright && isSame };
  }
  if (fitsStored) return { orientations: both, isDecided: true, isSure: isSame };
  if (fitsUpright) return { orientations: both.toReversed(), isDecided: true, isSure: isSame };
  const { width, height } = photo.size;
  const isTurned = hasProportions(appliedTo, { width: height, height: width });
  return { orientations: isTurned ? [...both, 6, 8] : [], isDecided: false, isSure: false };
}

/**
 * Sizes of one picture differ by a pixel because of rounding; a crop to the same aspect ratio differs by
 * more.
 */
const hasSize = (a: Size, b: Size): boolean =>
  Math.abs(a.width - b.width) <= 2 && Math.abs(a.height - b.height) <= 2;

function hasProportions(a: Size, b: Size): boolean {
  const ratio = a.width / a.height / (b.width / b.height);
  return Math.abs(ratio - 1) <= proportionTolerance;
}
