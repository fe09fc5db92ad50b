import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { uint8At } from '../../common/typed-arrays.ts';
import { readBoxMetadata } from '../decoding/box-metadata.ts';
import { BrokenPicture } from '../decoding/plain-pixels.ts';
import { assemble } from './assemble.ts';
import { type Jp2Header, readJp2Header } from './jp2-header.ts';
import type { WasmPicture } from './wasm-picture.ts';

/** Bytes a pixel and channel that OpenJPEG needs, measured with 12 megapixels. */
const bytesPerSample = 6;
/** The picture is decoded at least this much larger than requested, as JPEG is. */
const leastExcess = 1.5;

const program = createRequire(import.meta.url).resolve('@cornerstonejs/codec-openjpeg/decodewasm');
const openjpeg = await loadOpenjpeg({ wasmBinary: readFileSync(program) });

/**
 * Opens a JPEG 2000 file with one channel or three, of up to 16 bits. Colour profiles are ignored.
 * @throws BrokenPicture also for other numbers of channels
 */
export function openJp2(file: Buffer): WasmPicture {
  const header = readJp2Header(file);
  const { width, height, channels, bits } = header;
  if ((channels !== 1 && channels !== 3) || bits > 16) throw new BrokenPicture(`${channels} channels`, true);
  return {
    width,
    height,
    bytes: width * height * channels * bytesPerSample,
    exif: readBoxMetadata(file).exif,
    decode: (maxSide, part) => {
      const whole = decode(file, header, part ? 0 : halvingsFor(header, maxSide));
      return assemble(whole, maxSide, part);
    },
    memory: () => openjpeg.HEAPU8.length,
    close: () => {},
  };
}

function halvingsFor({ width, height, halvings }: Jp2Header, maxSide: number): number {
  let most = 0;
  while (most < halvings && Math.max(width, height) / 2 ** (most + 1) >= leastExcess * maxSide) most++;
  return most;
}

function decode(file: Buffer, header: Jp2Header, halvings: number): Parameters<typeof assemble>[0] {
  const decoder = new openjpeg.J2KDecoder();
  try {
    decoder.getEncodedBuffer(file.length).set(file);
    // Of the layers of quality, 0 stands for all.
    decoder.decodeSubResolution(halvings, 0);
    // OpenJPEG does not throw.
    if (decoder.getFrameInfo().width !== header.width) throw new BrokenPicture('it is damaged');
    const [width, height] = [header.width, header.height].map((side) => Math.ceil(side / 2 ** halvings)) as [
      number,
      number,
    ];
    const data = asRgb(decoder.getDecodedBuffer(), width * height, header);
    const pixels = { data, stride: 3 * width, width, height };
    return { width, height, hasAlpha: false, tiles: null, withWhole: (use) => use(pixels) };
  } finally {
    decoder.delete();
  }
}

/** The highest 8 bits of each sample, which has one byte or two, the lower one first. */
function asRgb(samples: Uint8Array, pixels: number, { channels, bits, isSigned }: Jp2Header): Uint8Array {
  const bytes = bits > 8 ? 2 : 1;
  if (samples.length !== pixels * channels * bytes) throw new BrokenPicture('channels of other sizes', true);
  const data = new Uint8Array(3 * pixels);
  const shift = bits - 8;
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) {
      const at = bytes * (channels * i + (channels === 1 ? 0 : c));
      const value =
        bytes === 1 ? uint8At(samples, at) : uint8At(samples, at) + 256 * uint8At(samples, at + 1);
      const high = shift >= 0 ? value >> shift : value << -shift;
      data[3 * i + c] = isSigned ? high ^ 0x80 : high;
    }
  }
  return data;
}
