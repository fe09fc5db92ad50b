import { uint8At } from '../../common/typed-arrays.ts';
import type { PhotoPart } from '../photo-part.ts';
import type { HeicPixels, Tiling } from '../heic/heic-image.ts';

/** A picture that is decoded whole, or tile by tile. */
interface Decodable {
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  /** A picture with alpha has four bytes a pixel, any other three. */
  hasAlpha: boolean;
  withWhole<T>(use: (pixels: HeicPixels) => T): T;
  tiles: Tiling | null;
  /** Not called where there are no tiles. */
  withTile?<T>(column: number, row: number, use: (pixels: HeicPixels) => T): T;
}

/** A picture assembled from its tiles. */
export interface AssembledPicture {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  /** 4 with alpha, otherwise 3. */
  channels: 3 | 4;
}

/** Factors of reduction while tiles are decoded; the result is never smaller than requested. */
const shrinkings = [8, 4, 2] as const;
/**
 * The box-reduced picture must be at least this much larger than requested, as with JPEG, so that no visible
 * detail is lost.
 */
const leastExcess = 1.5;

/**
 * Decodes a picture, or a part of it, tile by tile, into at least `maxSide` pixels on the longer side if it
 * has as many. Each tile is reduced at once to means of 2, 4 or 8 pixels a side, so that memory has at most
 * one tile in full size.
 * @throws HeifError
 */
export function assemble(image: Decodable, maxSide: number, wanted?: PhotoPart): AssembledPicture {
  const { tiles, hasAlpha } = image;
  const channels = hasAlpha ? 4 : 3;
  const part = wanted ?? { left: 0, top: 0, width: image.width, height: image.height };
  const edges = [part.left, part.top];
  if (tiles) edges.push(tiles.tileWidth, tiles.tileHeight, tiles.left, tiles.top);
  const fits = (by: number) =>
    Math.max(part.width, part.height) >= leastExcess * by * maxSide && edges.every((edge) => edge % by === 0);
  const by = shrinkings.find(fits) ?? 1;
  const width = Math.max(1, Math.floor(part.width / by));
  const height = Math.max(1, Math.floor(part.height / by));
  const picture = { data: new Uint8Array(width * height * channels), width, height, channels } as const;
  if (!tiles) {
    image.withWhole((pixels) => place(pixels, picture, { left: -part.left / by, top: -part.top / by, by }));
    return picture;
  }
  for (let row = 0; row < tiles.rows; row++) {
    const top = (row * tiles.tileHeight - tiles.top - part.top) / by;
    if (top >= height || top + tiles.tileHeight / by <= 0) continue;
    for (let column = 0; column < tiles.columns; column++) {
      const left = (column * tiles.tileWidth - tiles.left - part.left) / by;
      if (left >= width || left + tiles.tileWidth / by <= 0) continue;
      image.withTile?.(column, row, (pixels) => place(pixels, picture, { left, top, by }));
    }
  }
  return picture;
}

/** Copies a tile into the picture, each pixel the mean of `by` x `by`, clipped to the picture. */
function place(
  { data, stride, width, height }: HeicPixels,
  picture: AssembledPicture,
  { left, top, by }: { left: number; top: number; by: number },
): void {
  const { channels } = picture;
  const firstX = Math.max(0, -left);
  const firstY = Math.max(0, -top);
  const endX = Math.min(Math.floor(width / by), picture.width - left);
  const endY = Math.min(Math.floor(height / by), picture.height - top);
  if (endX <= firstX) return;
  for (let y = firstY; y < endY; y++) {
    const to = ((top + y) * picture.width + left + firstX) * channels;
    if (by === 1) {
      const from = y * stride + firstX * channels;
      picture.data.set(data.subarray(from, from + (endX - firstX) * channels), to);
    } else
      shrinkRow(data.subarray(y * by * stride), stride, picture.data, { to, firstX, endX, channels, by });
  }
}

function shrinkRow(
  data: Uint8Array,
  stride: number,
  into: Uint8Array,
  {
    to,
    firstX,
    endX,
    channels,
    by,
  }: { to: number; firstX: number; endX: number; channels: number; by: number },
): void {
  const rounding = (by * by) >> 1;
  const shift = 2 * Math.log2(by);
  let at = to;
  for (let x = firstX; x < endX; x++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = rounding;
      for (let dy = 0; dy < by; dy++) {
        let from = dy * stride + x * by * channels + channel;
        for (let dx = 0; dx < by; dx++, from += channels) sum += uint8At(data, from);
      }
      into[at++] = sum >> shift;
    }
  }
}
