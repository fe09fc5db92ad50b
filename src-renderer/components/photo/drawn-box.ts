import type { Box } from '../../../src-main/contract/models.ts';

/** A point in a photo, as fractions of its width and height. */
export interface Place {
  x: number;
  y: number;
}

/** Size of a photo, in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Minimum side of a face, in pixels. */
export const leastSide = 16;
/** Initial box and step of an arrow key, as fractions of the photo's shorter side. */
const startPart = 0.2;
const stepPart = 0.01;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** Converts a share of the shorter side to fractions of width and height. */
function square({ width, height }: Size, part: number): { width: number; height: number } {
  const side = part * Math.min(width, height);
  return { width: side / width, height: side / height };
}

/** The smallest allowed box. */
export const leastBox = ({ width, height }: Size): { width: number; height: number } => ({
  width: Math.min(1, leastSide / width),
  height: Math.min(1, leastSide / height),
});

/** A square in the middle of the photo. */
export function boxInTheMiddle(photo: Size): Box {
  const { width, height } = square(photo, startPart);
  return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** The box between two points, clipped to the photo. */
export function boxBetween(one: Place, other: Place): Box {
  const xs = [clamp(one.x, 0, 1), clamp(other.x, 0, 1)];
  const ys = [clamp(one.y, 0, 1), clamp(other.y, 0, 1)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** True if a face fits into a box; a click or a slip of the hand spans none. */
export function holdsFace(box: Box, photo: Size): boolean {
  const least = leastBox(photo);
  return box.width >= least.width && box.height >= least.height;
}

/** Moves a box by steps, within the photo. */
export function moved(box: Box, right: number, down: number, photo: Size): Box {
  const step = square(photo, stepPart);
  return {
    ...box,
    x: clamp(box.x + right * step.width, 0, 1 - box.width),
    y: clamp(box.y + down * step.height, 0, 1 - box.height),
  };
}

/** Moves the right and the lower edge of a box by steps, within the photo. */
export function resized(box: Box, right: number, down: number, photo: Size): Box {
  const step = square(photo, stepPart);
  const least = leastBox(photo);
  return {
    ...box,
    width: clamp(box.width + right * step.width, least.width, 1 - box.x),
    height: clamp(box.height + down * step.height, least.height, 1 - box.y),
  };
}
