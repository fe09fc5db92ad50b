import sharp from 'sharp';
import { float64At, uint8At } from '../common/typed-arrays.ts';

/**
 * [Note: Likeness of pictures] Two pictures are compared by the signs of 256 brightness gradients: the picture is reduced
 * to 17 x 16 grey pixels, and each bit tells whether a pixel is darker than its right neighbour (the difference hash of
 * image retrieval). Size, quality and exposure hardly change the bits. The limits are measured in
 * `services/stacks/grouping.ts`.
 */
const side = 16;
/** Bytes of the bits. */
export const likenessBytes = (side * side) / 8;
/** Standard deviation of brightness below which a picture is too uniform to be told from others; 0 to 255. */
const leastContrast = 8;

export interface Likeness {
  /** 256 bits; null for a picture without contrast. */
  bits: Buffer | null;
  /** Mean absolute Laplacian of the brightness at thumbnail size; a blurred picture has less. */
  sharpness: number;
}

/** @param thumbnail a picture of some hundred pixels a side in a format that sharp reads */
export async function likenessOf(thumbnail: Uint8Array): Promise<Likeness> {
  const grey = sharp(thumbnail).greyscale();
  const [small, full] = await Promise.all([
    grey
      .clone()
      .resize(side + 1, side, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer(),
    grey.clone().raw().toBuffer({ resolveWithObject: true }),
  ]);
  return { bits: gradients(small), sharpness: laplacian(full.data, full.info.width, full.info.height) };
}

function gradients(pixels: Uint8Array): Buffer | null {
  if (deviation(pixels) < leastContrast) return null;
  const bits = Buffer.alloc(likenessBytes);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * (side + 1) + x;
      const bit = y * side + x;
      if (uint8At(pixels, at) < uint8At(pixels, at + 1))
        bits[bit >> 3] = uint8At(bits, bit >> 3) | (1 << (bit & 7));
    }
  }
  return bits;
}

function deviation(pixels: Uint8Array): number {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
}

function laplacian(pixels: Uint8Array, width: number, height: number): number {
  if (width < 3 || height < 3) return 0;
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around =
        uint8At(pixels, at - 1) +
        uint8At(pixels, at + 1) +
        uint8At(pixels, at - width) +
        uint8At(pixels, at + width);
      sum += Math.abs(4 * uint8At(pixels, at) - around);
    }
  }
  return sum / ((width - 2) * (height - 2));
}

/** Number of set bits of a byte, by its value. */
const ones = Float64Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Number of differing bits, 0 to 256. */
export function unlikeness(one: Uint8Array, other: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < likenessBytes; i++) count += float64At(ones, uint8At(one, i) ^ uint8At(other, i));
  return count;
}
