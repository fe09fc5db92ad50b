import { assemble } from '../wasm/assemble.ts';
import type { WasmPicture } from '../wasm/wasm-picture.ts';
import { HeicImage, libheifMemory } from './heic-image.ts';

/** Bytes a pixel that libheif keeps for a picture in one piece, measured with 48 megapixels. */
const bytesPerPixel = 7;

/** @throws HeifError */
export function openHeic(file: Uint8Array): WasmPicture {
  const image = new HeicImage(file);
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
