/** Picture formats that Familiar decodes. */
export type ReadableKind =
  'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif' | 'heic' | 'jxl' | 'jp2' | 'bmp' | 'pnm' | 'psd' | 'raw';

/** The format of a file by its first bytes; `foreign` names a format that Familiar does not decode. */
export type FileKind = { readable: ReadableKind } | { foreign: string } | null;

/** Number of bytes that {@link kindOf} needs. */
export const headLength = 64;

/** Brands of ISO media files with HEVC pictures, or possibly with them (ISO/IEC 23008-12, annex B). */
const heifBrands = ['heic', 'heix', 'hevc', 'hevx', 'mif1', 'mif2', 'msf1', 'heim', 'heis'];

/** Brands of MP4, QuickTime and 3GP. */
const filmBrands = /^(iso[m1-9]|mp4[12]|avc1|qt {2}|M4V |M4VH|3g[ep2]|MSNV|dash)/;

const readable: [string, ReadableKind][] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  ['\xff\x0a', 'jxl'],
  ['\0\0\0\x0cJXL ', 'jxl'],
  ['\0\0\0\x0cjP', 'jp2'],
  ['\xff\x4f\xff\x51', 'jp2'],
  ['BM', 'bmp'],
  ['8BPS', 'psd'],
  ['FUJIFILMCCD-RAW', 'raw'],
  ['IIRO', 'raw'],
  ['IIRS', 'raw'],
  ['MMOR', 'raw'],
  ['IIU\0', 'raw'],
  ['\0MRM', 'raw'],
  ['FOVb', 'raw'],
];

const foreign: [string, string][] = [
  ['II\xbc\x01', 'JPEG XR'],
  ['v/1\x01', 'OpenEXR'],
  ['#?RADIANCE', 'Radiance HDR'],
  ['\0\0\x01\0', 'icon (ICO)'],
  ['DDS ', 'DirectDraw (DDS)'],
  ['\x1aE\xdf\xa3', 'film'],
  ['FLV\x01', 'film'],
  ['\0\0\x01\xba', 'film'],
  ['\0\0\x01\xb3', 'film'],
  ['0&\xb2u\x8ef\xcf\x11', 'film'],
  ['OggS', 'film'],
  ['\x0a\x05\x01\x08', 'PCX'],
  ['%PDF', 'PDF'],
  ['%!PS', 'PostScript'],
];

/**
 * @param head the first {@link headLength} bytes of a file
 * @returns null for an unknown format
 */
export function kindOf(head: Buffer): FileKind {
  const text = head.toString('latin1');
  const own = readable.find(([start]) => text.startsWith(start));
  if (own) return { readable: own[1] };
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return { readable: 'webp' };
  if (text.startsWith('RIFF') && text.startsWith('AVI ', 8)) return { foreign: 'film' };
  if (/^P[1-6]\s/.test(text)) return { readable: 'pnm' };
  if (text.startsWith('ftyp', 4)) return mediaKind(text);
  const other = foreign.find(([start]) => text.startsWith(start));
  if (other) return { foreign: other[1] };
  return /^(\xef\xbb\xbf)?\s*(<\?xml|<!--|<svg)/i.test(text) ? { foreign: 'drawing (SVG)' } : null;
}

/** A file of boxes (ISO/IEC 14496-12), by its main brand and the compatible brands after it. */
function mediaKind(text: string): FileKind {
  const brand = text.slice(8, 12);
  if (text.includes('avif') || text.includes('avis')) return { readable: 'avif' };
  if (heifBrands.includes(brand)) return { readable: 'heic' };
  if (brand === 'crx ') return { readable: 'raw' };
  if (text.includes('mif1') || text.includes('mif2')) return { readable: 'heic' };
  return filmBrands.test(brand) ? { foreign: 'film' } : null;
}
