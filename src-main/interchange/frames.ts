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

/**
 * [Note: Frames of regions]
 * The Metadata Working Group counts regions in the picture as it is stored. Programs exist that count in the
 * upright one, and Microsoft's regions do not say which. So each list comes with the orientations that it may
 * have been marked in, the one by the rules first: where the size that it was applied to tells stored from
 * upright, it decides; where it cannot tell, both are tried, and the one in which more faces match is taken
 * (`proposals.ts`). Where the proportions are those of neither, the picture was cropped since, and the regions
 * mean nothing any more. HEIC turns its picture by itself, so that to its reader it has no orientation; regions
 * that were applied to its other proportions were marked before one of the two quarter turns.
 * @returns EXIF orientations to turn boxes by; empty where they cannot be trusted
 */
export function frames(photo: PhotoFrame, appliedTo: Size | null): number[] {
  const both = [...new Set([photo.orientation, 1])];
  if (!appliedTo) return both;
  const fitsStored = hasProportions(appliedTo, storedSize(photo));
  const fitsUpright = hasProportions(appliedTo, photo.size);
  if (fitsStored && fitsUpright) return both;
  if (fitsStored) return [photo.orientation];
  if (fitsUpright) return [1];
  const { width, height } = photo.size;
  const isTurned = photo.orientation === 1 && hasProportions(appliedTo, { width: height, height: width });
  return isTurned ? [6, 8] : [];
}

function hasProportions(a: Size, b: Size): boolean {
  const ratio = a.width / a.height / (b.width / b.height);
  return Math.abs(ratio - 1) <= proportionTolerance;
}
