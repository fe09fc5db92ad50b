import { uint8At } from '../../common/typed-arrays.ts';

/** A JPEG inside another file. */
export interface EmbeddedJpeg {
  /** Offset in bytes. */
  at: number;
  width: number;
  height: number;
}

const start = Buffer.of(0xff, 0xd8, 0xff);
/**
 * Frame markers that decoders read: baseline, extended and progressive. Raw pixels are often a lossless JPEG,
 * which has another marker.
 */
const frames = [0xc0, 0xc1, 0xc2];

/**
 * Finds embedded JPEGs of 8 bits with one or three channels, the largest first. Cameras store previews in raw
 * files this way.
 */
export function findJpegs(file: Buffer): EmbeddedJpeg[] {
  const found: EmbeddedJpeg[] = [];
  for (let at = file.indexOf(start); at >= 0; at = file.indexOf(start, at + 2)) {
    const size = sizeAt(file, at);
    if (size) found.push({ at, ...size });
  }
  return found.sort((a, b) => b.width * b.height - a.width * a.height);
}

function sizeAt(file: Buffer, from: number): { width: number; height: number } | null {
  let at = from + 2;
  while (at + 10 <= file.length && file[at] === 0xff) {
    const marker = uint8At(file, at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (frames.includes(marker)) {
      const [bits, height, width, colours] = [
        file[at + 4],
        file.readUInt16BE(at + 5),
        file.readUInt16BE(at + 7),
        file[at + 9],
      ];
      return bits === 8 && (colours === 1 || colours === 3) && width > 0 && height > 0
        ? { width, height }
        : null;
    }
    // Another kind of frame, the scan, or the end.
    if (marker < 0xc4 || (marker > 0xc4 && marker < 0xdb && marker !== 0xcc) || marker === 0xd9) return null;
    at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}
