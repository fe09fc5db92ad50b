import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

const jpegQuality = 85;

/** A picture as JPEG, at most `maxSide` pixels on its longer side. */
export function encodeJpeg(pixels: Pixels, maxSide = Infinity): Promise<Buffer> {
  const { data, width, height } = pixels;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  if (maxSide < Math.max(width, height)) image.resize({ width: maxSide, height: maxSide, fit: 'inside' });
  return image.jpeg({ quality: jpegQuality, mozjpeg: false }).toBuffer();
}
