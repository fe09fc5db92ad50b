import { uint8At } from '../../common/typed-arrays.ts';
import { BrokenPicture, type PlainPixels, requireSize } from './plain-pixels.ts';

/** Values of the compression field of the header (Windows bitmaps, `wingdi.h`). */
const [plain, rle8, rle4, bitFields, alphaFields] = [0, 1, 2, 3, 6];

interface Header {
  width: number;
  height: number;
  /** True if the rows are stored from the top. */
  isDown: boolean;
  bits: number;
  compression: number;
  /** Bit masks of red, green, blue and alpha in a pixel; 0 for a missing channel. */
  masks: [number, number, number, number];
  palette: Uint8Array;
  pixelsAt: number;
}

/** @param most maximum number of pixels */
export function decodeBmp(file: Buffer, most: number): PlainPixels {
  const header = readHeader(file, most);
  const { width, height, bits, compression, palette } = header;
  const isRle = compression === rle8 || compression === rle4;
  if (bits <= 8) {
    const indices = isRle ? readRle(file, header) : readIndices(file, header);
    const data = new Uint8Array(width * height * 3);
    indices.forEach((index, i) => data.set(palette.subarray(3 * index, 3 * index + 3), 3 * i));
    return { data, width, height, channels: 3 };
  }
  return readColours(file, header);
}

function readHeader(file: Buffer, most: number): Header {
  if (file.length < 26) throw new BrokenPicture('unexpected end');
  const pixelsAt = file.readUInt32LE(10);
  const size = file.readUInt32LE(14);
  const isOld = size === 12;
  if (!isOld && (size < 40 || file.length < 14 + size)) throw new BrokenPicture('its header makes no sense');
  const [width, rows] = isOld
    ? [file.readUInt16LE(18), file.readInt16LE(20)]
    : [file.readInt32LE(18), file.readInt32LE(22)];
  const height = Math.abs(rows);
  requireSize(width, height, most);
  const bits = file.readUInt16LE(isOld ? 24 : 28);
  const compression = isOld ? plain : file.readUInt32LE(30);
  const isKnown =
    (compression === plain && [1, 4, 8, 16, 24, 32].includes(bits)) ||
    (compression === rle8 && bits === 8) ||
    (compression === rle4 && bits === 4) ||
    ((compression === bitFields || compression === alphaFields) && (bits === 16 || bits === 32));
  if (!isKnown) throw new BrokenPicture(`unsupported compression ${compression} of ${bits} bits`, true);
  const hasMasks = compression === bitFields || compression === alphaFields;
  const maskBytes = hasMasks && size === 40 ? (compression === alphaFields ? 16 : 12) : 0;
  const readMask = (i: number): number => (54 + 4 * i + 4 <= file.length ? file.readUInt32LE(54 + 4 * i) : 0);
  const hasAlpha = compression === alphaFields || size >= 56;
  const usual: Header['masks'] = bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const masks: Header['masks'] = hasMasks
    ? [readMask(0), readMask(1), readMask(2), hasAlpha ? readMask(3) : 0]
    : usual;
  const palette =
    bits <= 8 ? readPalette(file, 14 + size + maskBytes, isOld ? 3 : 4, pixelsAt) : new Uint8Array(0);
  return { width, height, isDown: rows < 0, bits, compression, masks, palette, pixelsAt };
}

/** The palette as RGB; colours missing from the file are black. */
function readPalette(file: Buffer, at: number, step: number, end: number): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < 256 && at + 3 <= Math.min(end, file.length); i++, at += step) {
    palette.set([uint8At(file, at + 2), uint8At(file, at + 1), uint8At(file, at)], 3 * i);
  }
  return palette;
}

const rowOf = ({ height, isDown }: Header, row: number): number => (isDown ? row : height - 1 - row);

function rowsOf(file: Buffer, header: Header): { row: number; at: number }[] {
  const { width, height, bits, pixelsAt } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (pixelsAt + (height - 1) * stride + Math.ceil((width * bits) / 8) > file.length) {
    throw new BrokenPicture('unexpected end');
  }
  return Array.from({ length: height }, (_, row) => ({
    row: rowOf(header, row),
    at: pixelsAt + row * stride,
  }));
}

function readIndices(file: Buffer, header: Header): Uint8Array {
  const { width, height, bits } = header;
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  for (const { row, at } of rowsOf(file, header)) {
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * ((x % perByte) + 1);
      indices[row * width + x] = (uint8At(file, at + Math.floor(x / perByte)) >> shift) & mask;
    }
  }
  return indices;
}

/** Decodes run lengths and jumps; skipped pixels have the first colour. */
function readRle(file: Buffer, header: Header): Uint8Array {
  const { width, height, bits, pixelsAt } = header;
  const indices = new Uint8Array(width * height);
  let [x, y, at] = [0, 0, pixelsAt];
  const put = (index: number) => {
    if (x < width && y < height) indices[rowOf(header, y) * width + x] = index;
    x++;
  };
  const nibble = (byte: number, i: number): number => (i % 2 === 0 ? byte >> 4 : byte & 15);
  while (at + 1 < file.length) {
    const [count, value] = [uint8At(file, at), uint8At(file, at + 1)];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(bits === 8 ? value : nibble(value, i));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return indices;
    else if (value === 2) {
      if (at + 1 >= file.length) break;
      [x, y, at] = [x + uint8At(file, at), y + uint8At(file, at + 1), at + 2];
    } else {
      const bytes = bits === 8 ? value : Math.ceil(value / 2);
      for (let i = 0; i < value; i++)
        put(bits === 8 ? (file[at + i] ?? 0) : nibble(file[at + (i >> 1)] ?? 0, i));
      at += bytes + (bytes % 2);
    }
  }
  throw new BrokenPicture('unexpected end');
}

function readColours(file: Buffer, header: Header): PlainPixels {
  const { width, height, bits, masks } = header;
  const channels = masks[3] === 0 ? 3 : 4;
  const data = new Uint8Array(width * height * channels);
  const parts = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask === 0 ? 1 : mask >>> shift };
  });
  const bytes = bits / 8;
  for (const { row, at } of rowsOf(file, header)) {
    for (let x = 0; x < width; x++) {
      const from = at + x * bytes;
      const to = (row * width + x) * channels;
      if (bits === 24) {
        data[to] = uint8At(file, from + 2);
        data[to + 1] = uint8At(file, from + 1);
        data[to + 2] = uint8At(file, from);
        continue;
      }
      const pixel = bits === 16 ? file.readUInt16LE(from) : file.readUInt32LE(from);
      parts.forEach(({ mask, shift, most }, i) => {
        data[to + i] = Math.round((255 * ((pixel & mask) >>> shift)) / most);
      });
    }
  }
  return { data, width, height, channels };
}
