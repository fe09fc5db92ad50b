import type { Box } from '../../contract/models.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { imageOf, type Pixels } from '../../photos/pixels.ts';

/** Longer side of a picture in the report, in pixels: about twice what it takes on the page. */
const usualSide = 160;
const jpegQuality = 78;
/** Longer side at which a photo is decoded for a picture, in pixels. */
const decodedSide = 2048;
/** Side of the square that is cut out, in sides of the face's box: hair and chin belong to it. */
const room = 1.5;

/**
 * Cuts a face out of a photo as a data URI: the square around its box, moved inside the photo.
 * @param box box in fractions of the upright photo
 * @param side greatest side of the picture in pixels
 * @returns null where the photo cannot be read any more
 */
export const facePicture = (path: string, box: Box, side = usualSide): Promise<string | null> =>
  picture(path, side, (pixels) => squareAround(box, pixels));

/** The whole of a photo as a data URI; null where it cannot be read. */
export const photoPicture = (path: string): Promise<string | null> =>
  picture(path, usualSide, ({ width, height }) => ({ left: 0, top: 0, width, height }));

export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The square cut out around a box, in whole pixels inside the photo. */
export function squareAround(box: Box, { width, height }: Pick<Pixels, 'width' | 'height'>): Region {
  const wanted = room * Math.max(box.width * width, box.height * height);
  const side = Math.max(1, Math.min(Math.round(wanted), width, height));
  const inside = (centre: number, length: number) =>
    Math.round(Math.min(Math.max(centre - side / 2, 0), length - side));
  return {
    left: inside((box.x + box.width / 2) * width, width),
    top: inside((box.y + box.height / 2) * height, height),
    width: side,
    height: side,
  };
}

async function picture(
  path: string,
  side: number,
  regionOf: (pixels: Pixels) => Region,
): Promise<string | null> {
  let pixels: Pixels;
  try {
    pixels = (await decodePhoto(path, decodedSide)).pixels;
  } catch {
    return null;
  }
  const jpeg = await imageOf(pixels)
    .extract(regionOf(pixels))
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: jpegQuality })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}
