import { open, readFile } from 'node:fs/promises';
import heicDecode from 'heic-decode';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { FamiliarError } from '../contract/errors.ts';
import { type CameraNotes, readCameraNotes } from './exif.ts';
import { type Pixels, pixelsOf } from './pixels.ts';
import { fileSystemError } from './scan.ts';

/** Pixels that a photo may have before decoding: a 200-megapixel phone passes, a decompression bomb does not. */
const maxInputPixels = 268_000_000;
/** A decoder that has found no end by then never will. */
const maxDecodeSeconds = 60;

/** A rectangle of an upright photo, in its own whole pixels, inside it. */
export interface PhotoPart {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface DecodedPhoto extends CameraNotes {
  /** Of the photo or of the part asked for: at most `maxSide` on the longer side, upright, sRGB, transparency laid on white. */
  pixels: Pixels;
  /** Upright size of the photo itself, in pixels. */
  width: number;
  height: number;
}

/**
 * Decodes a photo into upright RGB pixels of bounded size. WebP is shrunk while it loads, JPEG (to a half, a
 * quarter, an eighth) where it is at least three times as large.
 * @param maxSide bound of the longer side in pixels; smaller photos keep their size
 * @param part decodes this much of the photo, where that is all that is wanted; the whole file is read all the same
 * @throws FamiliarError `path-missing`, `photo-unreadable`, `photo-unsupported`, `photo-damaged`,
 * `photo-too-large`
 */
export async function decodePhoto(path: string, maxSide: number, part?: PhotoPart): Promise<DecodedPhoto> {
  const head = await readHead(path);
  if (head.length === 0) throw new FamiliarError('photo-damaged', 'the file is empty');
  try {
    const bounds = { maxSide, part };
    return isHevc(head) ? await decodeHeic(path, bounds) : await decodeWithSharp(path, head, bounds);
  } catch (error) {
    throw asPhotoError(error);
  }
}

interface Bounds {
  maxSide: number;
  part: PhotoPart | undefined;
}

async function decodeWithSharp(path: string, head: Buffer, bounds: Bounds): Promise<DecodedPhoto> {
  const known = foreignFormat(head);
  if (known) throw new FamiliarError('photo-unsupported', `${known} files cannot be read yet`);
  // Stricter than `truncated` would refuse photos with stray bytes between segments, which every viewer shows.
  const image = sharp(path, { limitInputPixels: maxInputPixels, failOn: 'truncated', sequentialRead: true });
  const metadata = await image.metadata();
  if (metadata.format === 'svg') {
    throw new FamiliarError('photo-unsupported', 'a drawing (SVG) is not a photo');
  }
  return finish(image.autoOrient(), metadata, bounds);
}

/** HEVC pictures (what iPhones write) are decoded by libheif, which turns them upright by itself. */
async function decodeHeic(path: string, bounds: Bounds): Promise<DecodedPhoto> {
  const buffer = await readFile(path).catch((error: unknown) => {
    throw fileSystemError(error);
  });
  const metadata = await sharp(buffer)
    .metadata()
    .catch(() => undefined);
  const images = await heicDecode.all({ buffer });
  try {
    const image = images[0];
    if (!image) throw new FamiliarError('photo-damaged', 'there is no picture in the file');
    if (image.width * image.height > maxInputPixels) throw tooLarge();
    const { data, width, height } = await image.decode();
    const raw = sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
      raw: { width, height, channels: 4 },
    });
    const notes = { exif: metadata?.exif, orientation: 1, width, height };
    return await finish(raw, notes, bounds);
  } finally {
    images.dispose();
  }
}

async function finish(
  image: Sharp,
  metadata: Pick<Metadata, 'exif' | 'orientation'> & { width: number; height: number },
  { maxSide, part }: Bounds,
): Promise<DecodedPhoto> {
  const notes = readCameraNotes(metadata.exif, metadata.orientation);
  const turned = notes.orientation >= 5;
  const upright = (part ? image.extract(part) : image)
    // A triangle as wide as two new pixels: it does not alias, and decoding costs an eighth less than with Lanczos.
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true, kernel: 'linear' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .timeout({ seconds: maxDecodeSeconds });
  return {
    ...notes,
    width: turned ? metadata.height : metadata.width,
    height: turned ? metadata.width : metadata.height,
    pixels: await pixelsOf(upright),
  };
}

async function readHead(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileSystemError(error);
  }
}

/** An ISO media file whose major brand is one that HEVC pictures use (ISO/IEC 23008-12, annex B). */
function isHevc(head: Buffer): boolean {
  const brand = head.toString('latin1', 8, 12);
  if (head.toString('latin1', 4, 8) !== 'ftyp') return false;
  const isAvif = head.includes('avif');
  return ['heic', 'heix', 'hevc', 'hevx', 'mif1', 'msf1', 'heim', 'heis'].includes(brand) && !isAvif;
}

/** Formats that are photos but that no decoder here reads; told by their first bytes. */
function foreignFormat(head: Buffer): string | null {
  const text = head.toString('latin1', 0, 12);
  if (text.startsWith('BM')) return 'BMP';
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'JPEG XL';
  if (text.startsWith('\0\0\0\x0cjP') || text.startsWith('\xff\x4f\xff\x51')) return 'JPEG 2000';
  return null;
}

const tooLarge = () =>
  new FamiliarError('photo-too-large', `it has more than ${maxInputPixels / 1e6} million pixels`);

/** Sorts what the decoders throw into codes; their own words stay as the detail. */
function asPhotoError(error: unknown): FamiliarError {
  if (error instanceof FamiliarError) return error;
  const detail = decoderWords(error);
  if (/is missing/i.test(detail)) return new FamiliarError('path-missing', 'the file is gone');
  if (/pixel limit|too large/i.test(detail)) return tooLarge();
  if (/timeout/i.test(detail)) {
    return new FamiliarError('photo-too-large', `decoding it takes more than ${maxDecodeSeconds} s`);
  }
  if (/unsupported|not supported|not configured|not a HEIC/i.test(detail)) {
    return new FamiliarError('photo-unsupported', detail, { cause: error });
  }
  return new FamiliarError('photo-damaged', detail, { cause: error });
}

/** The last line of a decoder's message (warnings come first), without libvips' prefixes, which may hold the path. */
function decoderWords(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1)!;
  const words = line.replace(/^Input (file|buffer) has corrupt header:?\s*/, '').replace(/^\S*?: /, '');
  return words.trim() || 'the file has a corrupt header';
}
