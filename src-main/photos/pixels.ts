import sharp, { type Sharp } from 'sharp';

/** An upright picture in memory: 8-bit sRGB, rows from the top, three bytes a pixel, no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** The picture for sharp to work on. */
export const imageOf = ({ data, width, height }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 } });

/**
 * What sharp has made of a picture, which must have come to sRGB without transparency.
 * @throws what sharp throws where it cannot decode it
 */
export async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
