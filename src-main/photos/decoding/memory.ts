import type { Metadata } from 'sharp';
import { FamiliarError } from '../../contract/errors.ts';
import { inLargeTurn } from './large-turn.ts';
import { reasons } from './reasons.ts';

/** Decoding takes its turn where it needs this much memory; the bound of a thread has room for less. In bytes. */
const largeDecode = 96 * 1024 ** 2;
/** A photo that would need more is refused. In bytes. */
export const mostDecodeMemory = 1024 ** 3;

/** Bytes a pixel that decoders keep where they cannot decode in strips, measured with 48 megapixels. */
const bytesPerPixel = { heic: 7, avif: 18, gif: 5.5, progressive420: 3.5, progressive: 6.5 };

/**
 * Memory that sharp needs to decode a photo beside what it decodes in strips, in bytes. Progressive JPEG keeps all
 * coefficients, interlaced PNG and GIF the whole picture, AVIF that and the frames of its decoder.
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

/** The same for HEIC; in tiles, it is one tile and the picture as it is wanted. */
export const memoryToDecodeHeic = (heic: { width: number; height: number; inTiles: boolean }): number =>
  heic.inTiles ? 0 : heic.width * heic.height * bytesPerPixel.heic;

/**
 * Decodes, in the turn of large photos where that takes much memory [Note: Large photos].
 * @param bytes that it takes
 * @throws FamiliarError `photo-too-large`, and what `decode` throws
 */
export async function withinMemory<T>(bytes: number, decode: () => Promise<T>): Promise<T> {
  if (bytes > mostDecodeMemory) throw new FamiliarError('photo-too-large', reasons.tooMuchMemory);
  return bytes > largeDecode ? inLargeTurn(decode) : decode();
}
