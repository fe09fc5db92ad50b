import type { Metadata } from 'sharp';
import { FamiliarError } from '../../contract/errors.ts';
import { inLargeTurn } from './large-turn.ts';
import { reasons } from './reasons.ts';

/** Bytes from which decoding takes a turn; less is within the memory bound of a thread. */
const largeDecode = 96 * 1024 ** 2;
/** Bytes above which a photo is refused. */
export const mostDecodeMemory = 1024 ** 3;

/** Bytes a pixel that decoders keep if they cannot decode in strips, measured with 48 megapixels. */
const bytesPerPixel = { avif: 18, gif: 5.5, progressive420: 3.5, progressive: 6.5 };

/**
 * Memory in bytes that sharp needs for a photo in addition to strips. Progressive JPEG keeps all
 * coefficients, interlaced PNG and GIF the whole picture, AVIF the picture and the frames of its decoder.
 */
export function memoryToDecode(
  metadata: Pick<Metadata, 'format' | 'isProgressive' | 'chromaSubsampling' | 'channels' | 'depth'> & {
    width: number;
    height: number;
  },
): number {
  const { format, isProgressive, chromaSubsampling, channels, depth } = metadata;
  const pixels = metadata.width * metadata.height;
  if (format === 'heif') return pixels * bytesPerPixel.avif;
  if (format === 'gif') return pixels * bytesPerPixel.gif;
  if (!isProgressive) return 0;
  if (format === 'png') return 1.2 * pixels * (channels ?? 4) * (depth === 'ushort' ? 2 : 1);
  return pixels * (chromaSubsampling === '4:2:0' ? bytesPerPixel.progressive420 : bytesPerPixel.progressive);
}

/**
 * Decodes a photo, in the turn of large photos if it needs much memory [Note: Large photos].
 * @param bytes memory needed
 * @throws FamiliarError `photo-too-large`, and errors of `decode`
 */
export async function withinMemory<T>(bytes: number, decode: () => Promise<T>): Promise<T> {
  if (bytes > mostDecodeMemory) throw new FamiliarError('photo-too-large', reasons.tooMuchMemory);
  return bytes > largeDecode ? inLargeTurn(decode) : decode();
}
