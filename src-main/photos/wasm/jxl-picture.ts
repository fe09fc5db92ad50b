import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import loadLibjxl from '@jsquash/jxl/codec/dec/jxl_dec.js';
import { readBoxMetadata } from '../decoding/box-metadata.ts';
import { BrokenPicture } from '../decoding/plain-pixels.ts';
import { assemble } from './assemble.ts';
import { readJxlSize } from './jxl-header.ts';
import type { WasmPicture } from './wasm-picture.ts';

/** Bytes a pixel that libjxl needs, measured with 12 and 21 megapixels. */
const bytesPerPixel = 34;

/** The decoder asks for the browser's class of pixels, which Node does not have. */
class Rgba {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8Array, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData: Rgba });

const program = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/dec/jxl_dec.wasm');
const libjxl = await loadLibjxl({ noInitialRun: true, wasmBinary: readFileSync(program) });

/**
 * Opens a JPEG XL file. Of a sequence, the first frame is decoded. libjxl turns the picture upright and converts it to sRGB.
 * @throws BrokenPicture
 */
export function openJxl(file: Buffer): WasmPicture {
  const { width, height } = readJxlSize(file);
  return {
    width,
    height,
    bytes: width * height * bytesPerPixel,
    exif: readBoxMetadata(file).exif,
    decode: (maxSide, part) => {
      const decoded = libjxl.decode(file);
      if (decoded?.width !== width || decoded.height !== height) throw new BrokenPicture('it is damaged');
      const pixels = { data: decoded.data, stride: 4 * width, width, height };
      return assemble(
        { width, height, hasAlpha: true, tiles: null, withWhole: (use) => use(pixels) },
        maxSide,
        part,
      );
    },
    memory: () => libjxl.HEAP8.length,
    close: () => {},
  };
}
