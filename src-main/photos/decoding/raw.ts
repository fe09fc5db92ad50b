import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { FamiliarError } from '../../contract/errors.ts';
import { readExifOrientation } from '../exif.ts';
import { findJpegs } from './embedded-jpeg.ts';
import { reasons } from './reasons.ts';
import { readTiffDirectories, type TiffDirectory } from './tiff-directories.ts';

/** The picture that a raw file has for looking at. */
export interface RawPreview {
  image: Sharp;
  /** As it is stored, in pixels. */
  width: number;
  height: number;
  /** EXIF, 1 to 8. */
  orientation: number;
}

/** Photometric interpretations of pixels as the sensor gave them: mosaics, and linear raw. */
const sensorPixels = [32803, 34892];
/** Those that are pictures: grey both ways, RGB, YCbCr. */
const pictures = [0, 1, 2, 6];
/** Ways of storing that libtiff reads here: none, LZW, JPEG, Deflate both ways, PackBits. */
const readable = [1, 5, 7, 8, 32946, 32773];
/** On the longer side; less is a thumbnail, in which no face is found. In pixels. */
const leastPreview = 320;

/**
 * Whether a TIFF file is a camera's raw file, or has its picture behind a thumbnail: its first picture is then not the
 * one to look at.
 */
export const isRawTiff = (directories: readonly TiffDirectory[]): boolean =>
  directories.some(
    ({ isDng, photometric, page, subIfd, isReduced }) =>
      isDng || sensorPixels.includes(photometric) || (page === 0 && subIfd === null && isReduced),
  );

/**
 * The largest picture in a raw file that is none of the sensor's own: a JPEG, wherever it lies, or a picture of a TIFF.
 * @param file whole
 * @throws FamiliarError `photo-unsupported` where there is none that shows enough
 */
export async function largestPreview(file: Buffer, options: SharpOptions): Promise<RawPreview> {
  const directories = readTiffDirectories(file);
  const [main] = directories;
  const jpegs = findJpegs(file).map((jpeg) => ({
    ...jpeg,
    open: () => sharp(file.subarray(jpeg.at), options),
    isJpeg: true,
  }));
  const inTiff = directories
    .filter(({ photometric, compression, bits, page, subIfd }) => {
      const isReachable = subIfd === null || page === 0;
      return pictures.includes(photometric) && readable.includes(compression) && bits >= 8 && isReachable;
    })
    .map(({ page, subIfd, width, height }) => ({
      width,
      height,
      open: () => sharp(file, { ...options, ...(subIfd === null ? { page } : { tiff: { subifd: subIfd } }) }),
      isJpeg: false,
    }));
  const candidates = [...jpegs, ...inTiff].sort((a, b) => b.width * b.height - a.width * a.height);
  for (const { open, width, height, isJpeg } of candidates) {
    if (Math.max(width, height) < leastPreview) break;
    try {
      const image = open();
      const metadata = await image.metadata();
      const own = isJpeg ? metadata.orientation : undefined;
      const orientation = own ?? main?.orientation ?? readExifOrientation(canonNotes(file)) ?? 1;
      return { image, width: metadata.width, height: metadata.height, orientation };
    } catch {
      // The next largest may be whole.
    }
  }
  throw new FamiliarError('photo-unsupported', reasons.noPreview);
}

/** The block of EXIF in a CR3, which is a file of boxes. */
function canonNotes(file: Buffer): Buffer | undefined {
  const at = file.subarray(0, 2 ** 16).indexOf('CMT1');
  return at < 0 ? undefined : file.subarray(at + 4);
}
