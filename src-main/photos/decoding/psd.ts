import { uint8At } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { BrokenPicture, type PlainPixels, requireSize } from './plain-pixels.ts';

/** Colour modes (Photoshop file format specification). */
const modes: Record<number, { name: 'grey' | 'indexed' | 'rgb' | 'cmyk'; channels: number }> = {
  1: { name: 'grey', channels: 1 },
  2: { name: 'indexed', channels: 1 },
  3: { name: 'rgb', channels: 3 },
  4: { name: 'cmyk', channels: 4 },
};

/**
 * Decodes the composite image of a Photoshop file, which follows its layers; large documents (PSB) too.
 * @param most maximum number of pixels
 */
export function decodePsd(file: Buffer, most: number): PlainPixels {
  if (file.length < 30) throw new BrokenPicture('unexpected end');
  const isLarge = file.readUInt16BE(4) === 2;
  const [stored, height, width] = [file.readUInt16BE(12), file.readUInt32BE(14), file.readUInt32BE(18)];
  const [depth, mode] = [file.readUInt16BE(22), modes[file.readUInt16BE(24)]];
  requireSize(width, height, most);
  if (!mode || (depth !== 8 && depth !== 16)) throw new BrokenPicture('unsupported mode or depth', true);
  if (stored < mode.channels) throw new BrokenPicture('its header makes no sense');
  const palette = file.subarray(30, 30 + 768);
  const pixelsAt = sectionsEnd(file, isLarge);
  const planes = readPlanes(file, pixelsAt, {
    width,
    height,
    stored,
    wanted: mode.channels,
    bytes: depth / 8,
    isLarge,
  });
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const at = 3 * i;
    if (mode.name === 'rgb') for (let c = 0; c < 3; c++) data[at + c] = uint8At(elementAt(planes, c), i);
    else if (mode.name === 'grey') data.fill(uint8At(elementAt(planes, 0), i), at, at + 3);
    else if (mode.name === 'indexed')
      for (let c = 0; c < 3; c++) data[at + c] = uint8At(palette, 256 * c + uint8At(elementAt(planes, 0), i));
    // Inks are stored inverted: 0 is full.
    else
      for (let c = 0; c < 3; c++)
        data[at + c] = (uint8At(elementAt(planes, c), i) * uint8At(elementAt(planes, 3), i)) / 255;
  }
  return { data, width, height, channels: 3 };
}

/**
 * Offset of the composite image, after the sections for colours, resources and layers, each with a length
 * prefix.
 */
function sectionsEnd(file: Buffer, isLarge: boolean): number {
  let at = 26;
  for (const wide of [false, false, isLarge]) {
    if (at + (wide ? 8 : 4) > file.length) throw new BrokenPicture('unexpected end');
    at += wide ? 8 + Number(file.readBigUInt64BE(at)) : 4 + file.readUInt32BE(at);
  }
  if (at + 2 > file.length) throw new BrokenPicture('unexpected end');
  return at;
}

interface Planes {
  width: number;
  height: number;
  /** Channels in the file, and channels that are read. */
  stored: number;
  wanted: number;
  /** Bytes of a sample; only the first one is read. */
  bytes: number;
  isLarge: boolean;
}

function readPlanes(file: Buffer, start: number, planes: Planes): Uint8Array[] {
  const { width, height, stored, wanted, bytes, isLarge } = planes;
  const compression = file.readUInt16BE(start);
  if (compression > 1) throw new BrokenPicture(`unsupported compression ${compression}`, true);
  const lengthBytes = isLarge ? 4 : 2;
  const rowBytes = width * bytes;
  let at = start + 2 + (compression === 1 ? stored * height * lengthBytes : 0);
  return Array.from({ length: wanted }, () => {
    const plane = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      let row: Uint8Array;
      if (compression === 0) {
        row = file.subarray(at, at + rowBytes);
        at += rowBytes;
      } else [row, at] = unpack(file, at, rowBytes);
      if (row.length < rowBytes) throw new BrokenPicture('unexpected end');
      for (let x = 0; x < width; x++) plane[y * width + x] = uint8At(row, x * bytes);
    }
    return plane;
  });
}

/** Decodes a PackBits row. */
function unpack(file: Buffer, start: number, length: number): [Uint8Array, number] {
  const row = new Uint8Array(length);
  let [at, x] = [start, 0];
  while (x < length) {
    if (at + 1 >= file.length) throw new BrokenPicture('unexpected end');
    const code = file.readInt8(at++);
    if (code >= 0) {
      row.set(file.subarray(at, at + Math.min(code + 1, length - x)), x);
      at += code + 1;
      x += code + 1;
    } else if (code !== -128) {
      row.fill(uint8At(file, at++), x, Math.min(x + 1 - code, length));
      x += 1 - code;
    }
  }
  return [row, at];
}
