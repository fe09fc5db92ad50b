import { firstItems } from '../../common/elements.ts';
import { numberAt, uint8At } from '../../common/typed-arrays.ts';
import { BrokenPicture, type PlainPixels, requireSize } from './plain-pixels.ts';

/**
 * PBM, PGM and PPM, in text and binary form (netpbm.sourceforge.net). @param most maximum number of pixels
 */
export function decodePnm(file: Buffer, most: number): PlainPixels {
  const kind = Number(String.fromCharCode(uint8At(file, 1)));
  const isBitmap = kind === 1 || kind === 4;
  const { numbers, end } = readNumbers(file, 2, isBitmap ? 2 : 3);
  const [width, height] = firstItems(numbers, 2);
  const top = numbers[2] ?? 1;
  requireSize(width, height, most);
  if (!(top >= 1 && top <= 65535)) throw new BrokenPicture('its header makes no sense');
  const perPixel = kind === 3 || kind === 6 ? 3 : 1;
  const samples = kind <= 3 ? readText(file, end, width * height * perPixel, isBitmap) : null;
  const sample = samples
    ? (i: number) => numberAt(samples, i)
    : readerOf(file, end + 1, { kind, width, height, top, perPixel });
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = sample(pixel * perPixel + (perPixel === 3 ? channel : 0));
      data[3 * pixel + channel] = isBitmap
        ? 255 * (1 - value)
        : Math.round((255 * Math.min(value, top)) / top);
    }
  }
  return { data, width, height, channels: 3 };
}

interface Layout {
  kind: number;
  width: number;
  height: number;
  top: number;
  perPixel: number;
}

function readerOf(
  file: Buffer,
  start: number,
  { kind, width, height, top, perPixel }: Layout,
): (i: number) => number {
  const bytes = top > 255 ? 2 : 1;
  const stride = kind === 4 ? Math.ceil(width / 8) : width * perPixel * bytes;
  if (start + stride * height > file.length) throw new BrokenPicture('unexpected end');
  if (kind === 4) {
    return (i) =>
      (uint8At(file, start + Math.floor(i / width) * stride + ((i % width) >> 3)) >>
        (7 - ((i % width) % 8))) &
      1;
  }
  return bytes === 2 ? (i) => file.readUInt16BE(start + 2 * i) : (i) => uint8At(file, start + i);
}

/** Reads numbers in text, skipping white space and comments. */
function readNumbers(file: Buffer, start: number, count: number): { numbers: number[]; end: number } {
  const numbers: number[] = [];
  let at = start;
  while (numbers.length < count) {
    while (at < file.length && (uint8At(file, at) <= 32 || file[at] === 35)) {
      if (file[at] === 35) while (at < file.length && file[at] !== 10) at++;
      at++;
    }
    let digits = '';
    while (at < file.length && uint8At(file, at) >= 48 && uint8At(file, at) <= 57)
      digits += String.fromCharCode(uint8At(file, at++));
    if (digits === '') throw new BrokenPicture('its header makes no sense');
    numbers.push(Number(digits));
  }
  return { numbers, end: at };
}

/** Bits need no white space between them. */
function readText(file: Buffer, start: number, count: number, isBitmap: boolean): number[] {
  const text = file
    .subarray(start)
    .toString('latin1')
    .replace(/#[^\n]*/g, '');
  const found = text.match(isBitmap ? /[01]/g : /\d+/g) ?? [];
  if (found.length < count) throw new BrokenPicture('unexpected end');
  return found.slice(0, count).map(Number);
}
