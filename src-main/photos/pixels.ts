import sharp, { type Sharp } from 'sharp';

/** An upright picture in memory: 8-bit sRGB, rows from the top, three bytes a pixel, no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** The picture as input of sharp. */
export const imageOf = ({ data, width, height }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 } });

/**
 * The result of a sharp pipeline, which must be sRGB without alpha.
 * @throws errors of sharp while decoding
 */
export async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
