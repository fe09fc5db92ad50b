import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** For tests: encoders of JPEG XL and JPEG 2000, which come with the packages of the decoders. */
const require = createRequire(import.meta.url);

interface Libjxl {
  encode(pixels: Uint8Array, width: number, height: number, options: object): Uint8Array;
}
interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
}

/** @param pixels RGBA @returns a bare codestream */
export async function encodeJxl(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const { default: load } = (await import(require.resolve('@jsquash/jxl/codec/enc/jxl_enc.js'))) as {
    default: (options: object) => Promise<Libjxl>;
  };
  const wasmBinary = readFileSync(require.resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm'));
  const libjxl = await load({ noInitialRun: true, wasmBinary });
  const options = {
    effort: 3,
    quality: 100,
    progressive: false,
    epf: -1,
    lossyPalette: false,
    decodingSpeedTier: 0,
    photonNoiseIso: 0,
    lossyModular: false,
    lossless: true,
  };
  return Buffer.from(libjxl.encode(pixels, width, height, options));
}

/** @param samples by pixel, one byte each, or two above 8 bits @returns a bare codestream */
export async function encodeJp2(
  samples: Uint8Array,
  frame: { width: number; height: number; componentCount: number; bitsPerSample: number; isSigned: boolean },
): Promise<Buffer> {
  const load = require('@cornerstonejs/codec-openjpeg/wasmjs') as (
    options: object,
  ) => Promise<{ J2KEncoder: new () => Encoder }>;
  const wasmBinary = readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/wasm'));
  const encoder = new (await load({ wasmBinary, print: () => {} })).J2KEncoder();
  encoder.getDecodedBuffer(frame).set(samples);
  encoder.encode();
  return Buffer.from(encoder.getEncodedBuffer());
}

/** A box of an ISO media file. */
export function box(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
