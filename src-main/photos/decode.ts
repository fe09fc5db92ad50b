import sharp, { type Metadata, type Sharp } from 'sharp';
import { FamiliarError } from '../contract/errors.ts';
import { decodeBmp } from './decoding/bmp.ts';
import { headLength, kindOf, type ReadableKind } from './decoding/kinds.ts';
import { memoryToDecode, withinMemory } from './decoding/memory.ts';
import type { PlainPixels } from './decoding/plain-pixels.ts';
import { decodePnm } from './decoding/pnm.ts';
import { decodePsd } from './decoding/psd.ts';
import { isRawTiff, largestPreview } from './decoding/raw.ts';
import { asPhotoError, cutShort, reasons } from './decoding/reasons.ts';
import { readTiffDirectories } from './decoding/tiff-directories.ts';
import { photoSource, readPhotoHead, wholePhoto } from './disk.ts';
import { type CameraNotes, readCameraNotes } from './exif.ts';
import { type Pixels, pixelsOf } from './pixels.ts';
import type { PhotoPart } from './photo-part.ts';
import { fileSystemError } from './scan.ts';
import type { WasmKind } from './wasm/messages.ts';
import { WasmDecoder } from './wasm/wasm-decoder.ts';

/** Maximum number of pixels of a photo: a 200-megapixel phone passes, a decompression bomb does not. */
const maxInputPixels = 268_000_000;
/** Time limit of a decoder. */
const maxDecodeSeconds = 60;
const limits = { seconds: maxDecodeSeconds, megapixels: maxInputPixels / 1e6 };

const wasmDecoder = new WasmDecoder(maxDecodeSeconds);

export interface DecodedPhoto extends CameraNotes {
  /**
   * The photo, or the requested part: at most `maxSide` pixels on the longer side, upright, sRGB, on white.
   */
  pixels: Pixels;
  /** Upright size of the whole photo, in pixels. */
  width: number;
  height: number;
  /** True if the end of the file is missing, and the pixels are incomplete. */
  isCutShort?: boolean | undefined;
}

/**
 * Decodes a photo into upright RGB pixels of bounded size. WebP is shrunk while it is loaded; so is JPEG (to
 * a half, a quarter or an eighth) if it is at least three times as large as requested. A raw file is decoded
 * as its largest preview. A truncated JPEG is decoded as far as possible.
 * @param maxSide upper limit of the longer side in pixels; smaller photos keep their size
 * @param part the part of the photo to decode; the whole file is read nevertheless
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
    const readableKind = kind?.readable;
    if (readableKind === 'heic' || readableKind === 'jxl' || readableKind === 'jp2') {
      return await decodeInWasm(path, readableKind, bounds);
    }
    if (readableKind === 'raw') return await decodeRaw(path, bounds);
    if (readableKind === 'bmp' || readableKind === 'pnm' || readableKind === 'psd') {
      return await decodePlain(path, plainDecoders[readableKind], bounds);
    }
    if (readableKind === 'tiff') return await decodeTiff(path, bounds);
    return await decodeAsFarAsItGoes(path, readableKind, bounds);
  } catch (error) {
    throw asPhotoError(error, kind, limits);
  }
}

interface Bounds {
  maxSide: number;
  part?: PhotoPart | undefined;
}

/** Decodes a truncated JPEG as viewers do, with grey for the missing pixels. */
async function decodeAsFarAsItGoes(
  path: string,
  kind: ReadableKind | undefined,
  bounds: Bounds,
): Promise<DecodedPhoto> {
  const source = kind === 'avif' ? await stillOfAvif(path) : await photoSource(path);
  try {
    return await decodeWithSharp(source, bounds);
  } catch (error) {
    const isCut = kind === 'jpeg' && error instanceof Error && cutShort.test(error.message);
    if (!isCut) throw error;
    return { ...(await decodeWithSharp(source, bounds, 'none')), isCutShort: true };
  }
}

const sharpOptions = { limitInputPixels: maxInputPixels, failOn: 'truncated', sequentialRead: true } as const;

async function decodeWithSharp(
  source: Buffer | string,
  bounds: Bounds,
  failOn: 'truncated' | 'none' = 'truncated',
): Promise<DecodedPhoto> {
  // A stricter level would refuse photos with stray bytes between segments, which every viewer shows.
  const image = sharp(source, { ...sharpOptions, failOn });
  const metadata = await image.metadata();
  if (metadata.format === 'svg') {
    throw new FamiliarError('photo-unsupported', reasons.foreign('drawing (SVG)'));
  }
  return withinMemory(memoryToDecode(metadata), () => finish(image.autoOrient(), metadata, bounds));
}

/** Offset and values of the main brand of a file of boxes. */
const [brandAt, sequenceBrand, stillBrand] = [8, 'avis', 'avif'];

/** A sequence contains its cover as a still picture, but sharp refuses files with the brand of sequences. */
async function stillOfAvif(path: string): Promise<Buffer | string> {
  const source = await photoSource(path);
  const file = typeof source === 'string' ? await wholePhoto(path) : source;
  if (file.toString('latin1', brandAt, brandAt + 4) !== sequenceBrand) return source;
  return Buffer.concat([file.subarray(0, brandAt), Buffer.from(stillBrand), file.subarray(brandAt + 4)]);
}

/** TIFF compressions that the bundled libtiff silently decodes to black: LZMA, Zstandard, WebP, LERC. */
const blackCompressions = new Set([34925, 50000, 50001, 34887]);
/** The older kind of JPEG in TIFF, which libtiff does not read. */
const oldJpeg = 6;

async function decodeTiff(path: string, bounds: Bounds): Promise<DecodedPhoto> {
  const source = await photoSource(path);
  const directories = readTiffDirectories(typeof source === 'string' ? await wholePhoto(path) : source);
  const [first] = directories;
  if (isRawTiff(directories) || first?.compression === oldJpeg) return decodeRaw(path, bounds);
  if (first && blackCompressions.has(first.compression)) {
    throw new FamiliarError('photo-unsupported', reasons.variant('TIFF'));
  }
  // libtiff decodes missing strips to black.
  if (first?.hasPixels === false) throw new FamiliarError('photo-damaged', reasons.cutShort);
  return decodeWithSharp(source, bounds);
}

/** A raw file is read into memory whole; that counts in addition to the memory of its preview. */
async function decodeRaw(path: string, bounds: Bounds): Promise<DecodedPhoto> {
  const file = await wholePhoto(path);
  const { image, orientation, width, height } = await largestPreview(file, sharpOptions);
  const exif = isTiffHead(file) ? file : (await image.metadata()).exif;
  const upright = turnUpright(image, orientation);
  return withinMemory(file.length, () => finish(upright, { exif, orientation, width, height }, bounds));
}

const isTiffHead = (file: Buffer): boolean => /^(II\*\0|MM\0\*)/.test(file.toString('latin1', 0, 4));

/** Applies an orientation that is not the picture's own. */
function turnUpright(image: Sharp, orientation: number): Sharp {
  const quarter = { 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270 }[orientation] ?? 0;
  const isFlipped = [2, 4, 5, 7].includes(orientation);
  const turned = quarter === 0 ? image : image.rotate(quarter);
  return isFlipped ? turned.flop() : turned;
}

const plainDecoders = { bmp: decodeBmp, pnm: decodePnm, psd: decodePsd };

/** Decodes a format that sharp does not read. */
async function decodePlain(
  path: string,
  decode: (file: Buffer, most: number) => PlainPixels,
  { maxSide, part }: Bounds,
): Promise<DecodedPhoto> {
  const file = await wholePhoto(path);
  return withinMemory(3 * file.length, async () => {
    const { data, width, height, channels } = decode(file, maxInputPixels);
    const raw = sharp(data, { raw: { width, height, channels } });
    return finish(raw, { orientation: 1, width, height }, { maxSide, part });
  });
}

/** The decoders in WebAssembly turn pictures upright. */
function decodeInWasm(path: string, kind: WasmKind, { maxSide, part }: Bounds): Promise<DecodedPhoto> {
  return wasmDecoder.withFile(path, kind, async (file) => {
    const { width, height } = file;
    if (width * height > maxInputPixels) {
      throw new FamiliarError('photo-too-large', reasons.tooManyPixels(limits.megapixels));
    }
    const picture = await withinMemory(file.bytes, () => file.decode(maxSide, part));
    const exif = kind === 'heic' ? await exifOfHeic(path) : file.exif && Buffer.from(file.exif);
    const raw = sharp(picture.data, {
      raw: { width: picture.width, height: picture.height, channels: picture.channels },
    });
    return finish(raw, { exif, orientation: 1, width, height }, { maxSide });
  });
}

const exifOfHeic = (path: string): Promise<Buffer | undefined> =>
  sharp(path)
    .metadata()
    .then(
      ({ exif }) => exif,
      () => undefined,
    );

async function finish(
  image: Sharp,
  metadata: Pick<Metadata, 'exif' | 'orientation'> & { width: number; height: number },
  { maxSide, part }: Bounds,
): Promise<DecodedPhoto> {
  const notes = readCameraNotes(metadata.exif, metadata.orientation);
  const turned = notes.orientation >= 5;
  const upright = (part ? image.extract(part) : image)
    // The linear kernel is a triangle two target pixels wide: it does not alias, and decoding takes an eighth
    // less time than with Lanczos.
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
