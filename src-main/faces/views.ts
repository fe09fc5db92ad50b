import sharp from 'sharp';
import type { Pixels } from '../photos/pixels.ts';
import type { PixelBox } from './boxes.ts';

/**
 * What the detector looks at in one pass: a part of the photo, shrunk or enlarged to fit into the top left
 * `fill` of the detector's square input. The rest of the square is black.
 */
export interface View {
  /** Whole pixels, inside the photo. */
  region: PixelBox;
  /** Side of the detector's square that the region's longer side takes, 0 to 1. */
  fill: number;
}

/** Tiles are worth a pass only where the detector would otherwise see the photo shrunk by more than this. */
const tileFromShrink = 2;
/** Side of a tile relative to the photo; above a half, so that a face on the seam is whole in one tile. */
const tileSide = 0.6;

/**
 * The passes that find faces of every size [Note: Detector passes]:
 * - the photo as it is;
 * - the photo at half that size, for close-ups: the detector misses faces that fill its input;
 * - 2 x 2 overlapping tiles where the photo is large, for small faces.
 */
export function viewsOf(photo: Pixels, inputSide: number): View[] {
  const { width, height } = photo;
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const views: View[] = [
    { region: whole, fill: 1 },
    { region: whole, fill: 0.5 },
  ];
  if (Math.max(width, height) < inputSide * tileFromShrink) return views;
  const tileWidth = Math.round(width * tileSide);
  const tileHeight = Math.round(height * tileSide);
  for (const top of [0, height - tileHeight]) {
    for (const left of [0, width - tileWidth]) {
      views.push({ region: { left, top, right: left + tileWidth, bottom: top + tileHeight }, fill: 1 });
    }
  }
  return views;
}

/** Pixels of the detector's input per pixel of the photo. */
export function viewScale({ region, fill }: View, inputSide: number): number {
  return (fill * inputSide) / Math.max(region.right - region.left, region.bottom - region.top);
}

/** Renders a view into the detector's square: `inputSide` x `inputSide` x 3 bytes. */
export async function renderView(photo: Pixels, view: View, inputSide: number): Promise<Uint8Array> {
  const { left, top, right, bottom } = view.region;
  const width = right - left;
  const height = bottom - top;
  const scale = viewScale(view, inputSide);
  const fittedWidth = Math.max(1, Math.round(width * scale));
  const fittedHeight = Math.max(1, Math.round(height * scale));
  return sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 3 } })
    .extract({ left, top, width, height })
    .resize(fittedWidth, fittedHeight, { fit: 'fill', kernel: scale < 1 ? 'linear' : 'cubic' })
    .extend({ right: inputSide - fittedWidth, bottom: inputSide - fittedHeight, background: '#000' })
    .raw()
    .toBuffer();
}
