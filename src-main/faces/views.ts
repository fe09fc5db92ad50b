import sharp from 'sharp';
import type { Pixels } from '../photos/pixels.ts';
import type { PixelBox } from './boxes.ts';

/** Where a view shows its region in the detector's square; sides and places as fractions of the square's side. */
export interface Placement {
  left: number;
  top: number;
  /** What the region's longer side takes. */
  fill: number;
  /** Faces narrower than this part of the region's longer side are left to passes that see them larger. */
  leastFace: number;
}

/**
 * What the detector looks at in one pass: a part of the photo, shrunk or enlarged, at one or more places in
 * the detector's square input. The rest of the square is black.
 */
export interface View {
  /** Whole pixels, inside the photo. */
  region: PixelBox;
  placements: readonly Placement[];
}

const whole: readonly Placement[] = [{ left: 0, top: 0, fill: 1, leastFace: 0 }];
/**
 * The detector misses faces that fill its input and finds them once they are small in it. Three sizes side by
 * side cost one pass: of 28 faces in Labeled Faces in the Wild that the two largest sizes miss, the smaller
 * ones find 26. Small faces come out of them blurred and out of place, hence the bound.
 */
const closeUps: readonly Placement[] = [
  { left: 0, top: 0, fill: 0.5, leastFace: 0 },
  { left: 0.55, top: 0, fill: 0.36, leastFace: 0.3 },
  { left: 0, top: 0.55, fill: 0.25, leastFace: 0.3 },
];
/** Tiles are worth a pass only where the detector would otherwise see the photo shrunk by more than this. */
const tileFromShrink = 2;
/** Side of a tile relative to the photo; above a half, so that a face on the seam is whole in one tile. */
const tileSide = 0.6;

/** The passes that find faces of every size: the photo as it is, small for close-ups, and in tiles. */
export function viewsOf(photo: Pixels, inputSide: number): View[] {
  const { width, height } = photo;
  const all = { left: 0, top: 0, right: width, bottom: height };
  const views: View[] = [
    { region: all, placements: whole },
    { region: all, placements: closeUps },
  ];
  if (Math.max(width, height) < inputSide * tileFromShrink) return views;
  const tileWidth = Math.round(width * tileSide);
  const tileHeight = Math.round(height * tileSide);
  for (const top of [0, height - tileHeight]) {
    for (const left of [0, width - tileWidth]) {
      const region = { left, top, right: left + tileWidth, bottom: top + tileHeight };
      views.push({ region, placements: whole });
    }
  }
  return views;
}

/** Pixels of the detector's input per pixel of the photo. */
function scaleOf({ left, top, right, bottom }: PixelBox, { fill }: Placement, inputSide: number): number {
  return (fill * inputSide) / Math.max(right - left, bottom - top);
}

/**
 * Carries a box from the detector's square to the photo: by the placement that its centre is in, or nearest to.
 * @param box in pixels of the square
 * @returns null where the face is too small for its placement
 */
export function toPhoto({ region, placements }: View, box: PixelBox, inputSide: number): PixelBox | null {
  const x = (box.left + box.right) / 2 / inputSide;
  const y = (box.top + box.bottom) / 2 / inputSide;
  const beyond = ({ left, top, fill }: Placement) =>
    Math.max(left - x, x - left - fill, 0) + Math.max(top - y, y - top - fill, 0);
  const placement = placements.reduce((best, other) => (beyond(other) < beyond(best) ? other : best));
  const { fill, leastFace } = placement;
  if (box.right - box.left < leastFace * fill * inputSide) return null;
  const scale = scaleOf(region, placement, inputSide);
  const across = (value: number) => region.left + (value - placement.left * inputSide) / scale;
  const down = (value: number) => region.top + (value - placement.top * inputSide) / scale;
  return { left: across(box.left), top: down(box.top), right: across(box.right), bottom: down(box.bottom) };
}

/** Renders a view into the detector's square: `inputSide` x `inputSide` x 3 bytes. */
export async function renderView(photo: Pixels, view: View, inputSide: number): Promise<Uint8Array> {
  const square = new Uint8Array(inputSide * inputSide * 3);
  for (const placement of view.placements) {
    const { data, width, height } = await renderRegion(photo, view.region, placement, inputSide);
    const left = Math.round(placement.left * inputSide);
    const top = Math.round(placement.top * inputSide);
    for (let row = 0; row < height; row++) {
      square.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((top + row) * inputSide + left) * 3);
    }
  }
  return square;
}

async function renderRegion(
  photo: Pixels,
  region: PixelBox,
  placement: Placement,
  inputSide: number,
): Promise<Pixels> {
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const scale = scaleOf(region, placement, inputSide);
  const { data, info } = await sharp(photo.data, {
    raw: { width: photo.width, height: photo.height, channels: 3 },
  })
    .extract({ left: region.left, top: region.top, width, height })
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), {
      fit: 'fill',
      kernel: scale < 1 ? 'linear' : 'cubic',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
