import type { Pixels } from '../photos/pixels.ts';

/** Pixels from which faces are cut. */
export interface View {
  pixels: Pixels;
  /** Position of the view in the photo, in pixels of the file. */
  left: number;
  top: number;
  /** Pixels of the view per pixel of the file. */
  scaleX: number;
  scaleY: number;
  /** True if it has more detail than the working copy. */
  closeUp: boolean;
}
