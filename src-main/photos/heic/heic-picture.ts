import { topBoxes } from '../decoding/media-boxes.ts';
import { assemble } from '../wasm/assemble.ts';
import type { WasmPicture } from '../wasm/wasm-picture.ts';
import { HeicImage, HeicSequence, libheifMemory } from './heic-image.ts';

/** Bytes a pixel that libheif keeps for a picture in one piece, measured with 48 megapixels. */
const bytesPerPixel = 7;

/**
 * Opens the primary picture, or, of a sequence without one, the first frame.
 * @throws HeifError
 */
export function openHeic(file: Buffer): WasmPicture {
  const types = new Set(Array.from(topBoxes(file), ({ type }) => type));
  const image = types.has('moov') && !types.has('meta') ? new HeicSequence(file) : new HeicImage(file);
  const { width, height, tiles } = image;
  return {
    width,
    height,
    bytes: tiles ? 0 : width * height * bytesPerPixel,
    decode: (maxSide, part) => assemble(image, maxSide, part),
    memory: libheifMemory,
    close: () => image.close(),
  };
}
