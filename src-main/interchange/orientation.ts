import { elementAt } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';

/**
 * [Note: Orientation of boxes] The EXIF orientation is the transformation of stored pixels for display (EXIF
 * 2.32, tag 274). A point, as fractions of width and height, is mapped to the upright picture by one of eight
 * maps: each coordinate is kept or mirrored, and from 5 on the two are swapped.
 */
interface Turn {
  /** True if width and height are swapped. */
  swaps: boolean;
  /** True if upright x, or upright y, is mirrored. */
  flipsX: boolean;
  flipsY: boolean;
}

const turns: readonly Turn[] = [
  { swaps: false, flipsX: false, flipsY: false },
  { swaps: false, flipsX: true, flipsY: false },
  { swaps: false, flipsX: true, flipsY: true },
  { swaps: false, flipsX: false, flipsY: true },
  { swaps: true, flipsX: false, flipsY: false },
  { swaps: true, flipsX: true, flipsY: false },
  { swaps: true, flipsX: true, flipsY: true },
  { swaps: true, flipsX: false, flipsY: true },
];

/** Is the stored width the upright height? @param orientation EXIF, 1 to 8 */
export const swapsSides = (orientation: number): boolean => elementAt(turns, orientation - 1).swaps;

/**
 * Maps a box of the stored picture to the upright one.
 * @param box fractions of the stored width and height
 * @param orientation EXIF, 1 to 8
 * @returns fractions of the upright width and height
 */
export function toUpright(box: Box, orientation: number): Box {
  const { swaps, flipsX, flipsY } = elementAt(turns, orientation - 1);
  return flip(swaps ? swap(box) : box, flipsX, flipsY);
}

/** The inverse of {@link toUpright}. */
export function toStored(box: Box, orientation: number): Box {
  const { swaps, flipsX, flipsY } = elementAt(turns, orientation - 1);
  const flipped = flip(box, flipsX, flipsY);
  return swaps ? swap(flipped) : flipped;
}

const swap = ({ x, y, width, height }: Box): Box => ({ x: y, y: x, width: height, height: width });

const flip = ({ x, y, width, height }: Box, flipsX: boolean, flipsY: boolean): Box => ({
  x: flipsX ? 1 - x - width : x,
  y: flipsY ? 1 - y - height : y,
  width,
  height,
});
