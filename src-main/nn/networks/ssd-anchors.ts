import { firstItems } from '../../common/elements.ts';
import { float32At, numberAt } from '../../common/typed-arrays.ts';

/**
 * The boxes that the SSD predicts from, laid out for inputs of any size. Anchors stand at the cells of feature
 * maps, whose cells lie 16, 32, 64 and 128 pixels apart; their sizes belong to the 512-pixel input that
 * the network was trained on and stay the same in pixels, since a cell sees the same pixels in an input of
 * another size.
 */

/** Sides of inputs are multiples of this, down to which every halving is exact. */
export const ssdGranularity = 128;

/** Side in pixels of the input that the network was trained on. */
const trainedSide = 512;
/** Distance of the cells of the first map, in pixels; each map's is twice that of the one before. */
const firstStride = 16;
/** Anchor sizes relative to the trained side, one a map and one beyond, evenly spread (SSD, section 2.2). */
const scales = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
/** Side of the smallest anchor, of the first map only. */
const smallestScale = 0.1;

/** Width and height in pixels of the anchors at each cell of a map, in the order of its channels. */
const mapAnchors: readonly (readonly [width: number, height: number])[][] = scales
  .slice(0, 4)
  .map((scale, map) => {
    const shaped = (side: number, ratio: number) =>
      [trainedSide * side * Math.sqrt(ratio), (trainedSide * side) / Math.sqrt(ratio)] as const;
    if (map === 0) return [shaped(smallestScale, 1), shaped(scale, 2), shaped(scale, 1 / 2)];
    const between = Math.sqrt(scale * numberAt(scales, map + 1));
    return [
      shaped(scale, 1),
      shaped(between, 1),
      ...[2, 1 / 2, 3, 1 / 3].map((ratio) => shaped(scale, ratio)),
    ];
  });

/** Numbers of an anchor in {@link ssdAnchors}: centre x and y, width and height. */
const numbers = 4;

/**
 * All anchors for an input, map by map, row by row: centre x, centre y, width, height in pixels of the input.
 * @param width of the input in pixels, a multiple of {@link ssdGranularity}; `height` too
 */
export function ssdAnchors(width: number, height: number): Float32Array {
  const maps = mapAnchors.map((shapes, map) => {
    const stride = firstStride * 2 ** map;
    return { shapes, stride, rows: Math.ceil(height / stride), columns: Math.ceil(width / stride) };
  });
  const count = maps.reduce((sum, { shapes, rows, columns }) => sum + shapes.length * rows * columns, 0);
  const anchors = new Float32Array(count * numbers);
  let at = 0;
  for (const { shapes, stride, rows, columns } of maps) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const [anchorWidth, anchorHeight] of shapes) {
          anchors.set([(column + 0.5) * stride, (row + 0.5) * stride, anchorWidth, anchorHeight], at);
          at += numbers;
        }
      }
    }
  }
  return anchors;
}

/** Variances of the box coding: centre offsets and log sizes are trained at 10 and 5 times their value. */
const centreScale = 10;
const sizeScale = 5;

/**
 * The box that a code stands for: centre = anchor centre + code / 10 x anchor size, size = anchor size x
 * e^(code / 5).
 * @param codes of all anchors: y, x, height, width
 * @param anchors see {@link ssdAnchors}
 * @returns edges in pixels of the input; they may lie outside it
 */
export function decodeBox(codes: Float32Array, anchors: Float32Array, index: number) {
  const at = numbers * index;
  const [centreX, centreY, width, height] = firstItems(anchors.subarray(at, at + numbers), 4);
  const x = centreX + (float32At(codes, at + 1) / centreScale) * width;
  const y = centreY + (float32At(codes, at) / centreScale) * height;
  const halfWidth = (width / 2) * Math.exp(float32At(codes, at + 3) / sizeScale);
  const halfHeight = (height / 2) * Math.exp(float32At(codes, at + 2) / sizeScale);
  return { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight };
}
