import { swapsSides } from './orientation.ts';
import type { Size } from './regions.ts';

/** Two pictures have the same proportions up to this part; sizes are rounded, and previews are small. */
const proportionTolerance = 0.02;

/** The picture of a photo, which regions were marked on. */
export interface PhotoFrame {
  /** Upright, in pixels. */
  size: Size;
  /** EXIF, 1 to 8. */
  orientation: number;
}

export const storedSize = ({ size: { width, height }, orientation }: PhotoFrame): Size =>
  swapsSides(orientation) ? { width: height, height: width } : { width, height };

/** How the boxes of a list of regions may have to be turned to be upright. */
export interface Frames {
  /** EXIF orientations, the one by the rules first; empty where the regions cannot be trusted. */
  orientations: number[];
  /** The first is the right one by the rules. */
  isDecided: boolean;
  /** And the picture has the size that the regions were marked on. */
  isSure: boolean;
}

/**
 * [Note: Frames of regions]
 * The Metadata Working Group counts regions in the picture as it is stored. Programs exist that count in the
 * upright one, and Microsoft's regions do not say which; others turn picture and regions and leave the size that the
 * regions were applied to as it was. So each list comes with the orientations that it may have been marked in, the one
 * by the rules first, and the one in which the boxes lie best on the faces is taken (`proposals.ts`). Where the
 * proportions are those of neither side, the picture was cropped since, and the regions mean nothing any more. HEIC
 * turns its picture by itself, so that to its reader it has no orientation; regions that were applied to its other
 * proportions were marked before one of the two quarter turns, or have been turned along.
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

/** Sizes of one picture differ by a pixel where programs round; a picture that was cut to the same proportions by more. */
const hasSize = (a: Size, b: Size): boolean =>
  Math.abs(a.width - b.width) <= 2 && Math.abs(a.height - b.height) <= 2;

function hasProportions(a: Size, b: Size): boolean {
  const ratio = a.width / a.height / (b.width / b.height);
  return Math.abs(ratio - 1) <= proportionTolerance;
}
