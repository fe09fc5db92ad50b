import { BrokenPicture } from '../decoding/plain-pixels.ts';
import { topBoxes } from '../decoding/media-boxes.ts';

/** Markers of a codestream (ISO/IEC 15444-1, annex A): its start, sizes, coding style, start of a tile. */
const [startOfStream, sizes, codingStyle, startOfTile] = [0xff4f, 0xff51, 0xff52, 0xff90];

export interface Jp2Header {
  width: number;
  height: number;
  /** Number of channels. */
  channels: number;
  bits: number;
  isSigned: boolean;
  /** Halvings of the picture that are stored. */
  halvings: number;
}

/**
 * Reads the header of a JPEG 2000 file or codestream.
 * @throws BrokenPicture
 */
export function readJp2Header(file: Buffer): Jp2Header {
  const stream = codestreamOf(file);
  let header: Jp2Header | null = null;
  for (let at = 2; at + 4 <= stream.length; at += 2 + stream.readUInt16BE(at + 2)) {
    const marker = stream.readUInt16BE(at);
    if (marker === startOfTile) break;
    const content = stream.subarray(at + 4, at + 2 + stream.readUInt16BE(at + 2));
    if (marker === sizes && content.length >= 37) {
      const [right, bottom, left, top] = [2, 6, 10, 14].map((offset) => content.readUInt32BE(offset)) as [
        number,
        number,
        number,
        number,
      ];
      const depth = content.readUInt8(36);
      header = {
        width: right - left,
        height: bottom - top,
        channels: content.readUInt16BE(34),
        bits: 1 + (depth & 0x7f),
        isSigned: depth >= 0x80,
        halvings: 0,
      };
    }
    if (marker === codingStyle && header && content.length >= 6) header.halvings = content.readUInt8(5);
  }
  if (!header || header.width < 1 || header.height < 1) throw new BrokenPicture('it has no size');
  return header;
}

function codestreamOf(file: Buffer): Buffer {
  if (file.length > 4 && file.readUInt16BE(0) === startOfStream) return file;
  for (const { type, content } of topBoxes(file)) if (type === 'jp2c') return content;
  throw new BrokenPicture('there is no codestream');
}
