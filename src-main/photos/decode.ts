import sharp, { type Metadata, type Sharp } from 'sharp';
import { FamiliarError } from '../contract/errors.ts';
import { headLength, kindOf } from './decoding/kinds.ts';
import { memoryToDecode, memoryToDecodeHeic, withinMemory } from './decoding/memory.ts';
import { asPhotoError, reasons } from './decoding/reasons.ts';
import { photoSource, readPhotoHead } from './disk.ts';
import { type CameraNotes, readCameraNotes } from './exif.ts';
import { HeicDecoder } from './heic/heic-decoder.ts';
import { type Pixels, pixelsOf } from './pixels.ts';
import { fileSystemError } from './scan.ts';

/** Pixels that a photo may have before decoding: a 200-megapixel phone passes, a decompression bomb does not. */
const maxInputPixels = 268_000_000;
/** A decoder that has found no end by then never will. */
const maxDecodeSeconds = 60;
const limits = { seconds: maxDecodeSeconds, megapixels: maxInputPixels / 1e6 };

const heicDecoder = new HeicDecoder(maxDecodeSeconds);

/** A rectangle of an upright photo, in its own whole pixels, inside it. */
export interface PhotoPart {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface DecodedPhoto extends CameraNotes {
  /**
   * Of the photo or of the part asked for: at most `maxSide` on the longer side, upright, sRGB, transparency laid on
   * white.
   */
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
  const head = await readPhotoHead(path, headLength).catch((error: unknown) => {
    throw fileSystemError(error);
  });
  if (head.length === 0) throw new FamiliarError('photo-damaged', reasons.empty);
  const kind = kindOf(head);
  if (kind && 'foreign' in kind) throw new FamiliarError('photo-unsupported', reasons.foreign(kind.foreign));
  try {
    const bounds = { maxSide, part };
    const isHeic = kind?.readable === 'heic';
    return isHeic ? await decodeHeic(path, bounds) : await decodeWithSharp(path, bounds);
  } catch (error) {
    throw asPhotoError(error, kind, limits);
  }
}

interface Bounds {
  maxSide: number;
  part?: PhotoPart;
}

async function decodeWithSharp(path: string, bounds: Bounds): Promise<DecodedPhoto> {
  // Stricter than `truncated` would refuse photos with stray bytes between segments, which every viewer shows.
  const source = await photoSource(path);
  const image = sharp(source, {
    limitInputPixels: maxInputPixels,
    failOn: 'truncated',
    sequentialRead: true,
  });
  const metadata = await image.metadata();
  if (metadata.format === 'svg') {
    throw new FamiliarError('photo-unsupported', reasons.foreign('drawing (SVG)'));
  }
  return withinMemory(memoryToDecode(metadata), () => finish(image.autoOrient(), metadata, bounds));
}

/** HEVC pictures (what iPhones write) are decoded by libheif, which turns them upright by itself. */
function decodeHeic(path: string, { maxSide, part }: Bounds): Promise<DecodedPhoto> {
  return heicDecoder.withFile(path, async (file) => {
    const { width, height } = file;
    if (width * height > maxInputPixels) {
      throw new FamiliarError('photo-too-large', reasons.tooManyPixels(limits.megapixels));
    }
    const picture = await withinMemory(memoryToDecodeHeic(file), () => file.decode(maxSide, part));
    const metadata = await sharp(path)
      .metadata()
      .catch(() => undefined);
    const raw = sharp(picture.data, {
      raw: { width: picture.width, height: picture.height, channels: picture.channels },
    });
    return finish(raw, { exif: metadata?.exif, orientation: 1, width, height }, { maxSide });
  });
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
