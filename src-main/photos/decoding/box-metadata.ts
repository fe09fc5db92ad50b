import { brotliDecompressSync } from 'node:zlib';
import { topBoxes } from './media-boxes.ts';

/** Metadata in the boxes of a file. */
export interface BoxMetadata {
  exif?: Buffer;
  xmp?: Buffer;
}

/** Identifiers of `uuid` boxes in JPEG 2000: XMP (XMP specification, part 3), and EXIF as ExifTool writes it. */
const xmpId = 'be7acfcb97a942e89c71999491e3afac';
const exifId = Buffer.from('JpgTiffExif->JP2', 'latin1').toString('hex');
/** Bytes above which compressed metadata are not unpacked. */
const mostUnpacked = 16 * 2 ** 20;

/**
 * EXIF and XMP of a JPEG XL file (ISO/IEC 18181-2: `Exif`, `xml `, and `brob` for both compressed) or of a
 * JPEG 2000 file (`uuid`). Damaged blocks are left out.
 */
export function readBoxMetadata(file: Buffer): BoxMetadata {
  const found: BoxMetadata = {};
  for (const { type, content } of topBoxes(file)) {
    if (type === 'Exif') found.exif ??= exifIn(content);
    else if (type === 'xml ' && isXmp(content)) found.xmp ??= content;
    else if (type === 'brob') {
      const inner = content.toString('latin1', 0, 4);
      if (inner !== 'Exif' && inner !== 'xml ') continue;
      const unpacked = unpack(content.subarray(4));
      if (!unpacked) continue;
      if (inner === 'Exif') found.exif ??= exifIn(unpacked);
      else found.xmp ??= unpacked;
    } else if (type === 'uuid') {
      const id = content.toString('hex', 0, 16);
      if (id === xmpId) found.xmp ??= content.subarray(16);
      if (id === exifId) found.exif ??= content.subarray(16);
    }
  }
  return found;
}

/** Behind the offset of the TIFF header, 4 bytes. */
const exifIn = (content: Buffer): Buffer =>
  content.subarray(4 + (content.length >= 4 ? content.readUInt32BE(0) : 0));

/** JPEG 2000 has any XML in such boxes. */
const isXmp = (content: Buffer): boolean => content.includes('x:xmpmeta') || content.includes('rdf:RDF');

function unpack(content: Buffer): Buffer | null {
  try {
    return brotliDecompressSync(content, { maxOutputLength: mostUnpacked });
  } catch {
    return null;
  }
}
