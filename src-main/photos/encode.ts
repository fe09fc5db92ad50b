import { imageOf, type Pixels } from './pixels.ts';

const jpegQuality = 85;

/** Encodes a picture as JPEG, at most `maxSide` pixels on the longer side. */
export function encodeJpeg(pixels: Pixels, maxSide = Infinity): Promise<Buffer> {
  const image = imageOf(pixels);
  if (maxSide < Math.max(pixels.width, pixels.height))
    image.resize({ width: maxSide, height: maxSide, fit: 'inside' });
  return image.jpeg({ quality: jpegQuality, mozjpeg: false }).toBuffer();
}
