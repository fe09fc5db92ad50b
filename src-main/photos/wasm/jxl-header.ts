import { BrokenPicture } from '../decoding/plain-pixels.ts';
import { topBoxes } from '../decoding/media-boxes.ts';
import { BitReader } from './bits.ts';

/** The two bytes before a JPEG XL codestream. */
const codestreamMark = 0xff0a;
/** Bits of the four ways in which a side is written (ISO/IEC 18181-1, SizeHeader). */
const sideBits = [9, 13, 18, 30] as const;
/** Width to height, by the number in the header; the first stands for a width of its own. */
const ratios = [null, [1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]] as const;

/**
 * Size of the upright picture of a JPEG XL file in pixels, by its header, so that a large one is refused before it is
 * decoded.
 * @throws BrokenPicture
 */
export function readJxlSize(file: Buffer): { width: number; height: number } {
  const bits = new BitReader(codestreamOf(file).subarray(2));
  const isSmall = bits.read(1) === 1;
  const side = () =>
    isSmall ? 8 * (1 + bits.read(5)) : 1 + bits.read(sideBits[bits.read(2) as 0 | 1 | 2 | 3]);
  const height = side();
  const ratio = ratios[bits.read(3)] ?? null;
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  const hasDefaults = bits.read(1) === 1;
  const hasOrientation = !hasDefaults && bits.read(1) === 1;
  const orientation = hasOrientation ? 1 + bits.read(3) : 1;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function codestreamOf(file: Buffer): Buffer {
  const bare = (bytes: Buffer) =>
    bytes.length > 2 && bytes.readUInt16BE(0) === codestreamMark ? bytes : null;
  const direct = bare(file);
  if (direct) return direct;
  for (const { type, content } of topBoxes(file)) {
    const found = type === 'jxlc' ? bare(content) : type === 'jxlp' ? bare(content.subarray(4)) : null;
    if (found) return found;
  }
  throw new BrokenPicture('there is no codestream');
}
