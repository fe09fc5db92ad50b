import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { FamiliarError } from '../../contract/errors.ts';
import { readExifOrientation } from '../exif.ts';
import { findJpegs } from './embedded-jpeg.ts';
import { reasons } from './reasons.ts';
import { readTiffDirectories, type TiffDirectory } from './tiff-directories.ts';

/** The embedded preview of a raw file. */
export interface RawPreview {
  image: Sharp;
  /** Stored size in pixels. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
}

/** Photometric interpretations of sensor data: mosaic and linear raw. */
const sensorPixels = [32803, 34892];
/** Photometric interpretations of pictures: both kinds of grey, RGB, YCbCr. */
const pictures = [0, 1, 2, 6];
/** TIFF compressions that libtiff reads here: none, LZW, JPEG, both kinds of Deflate, PackBits. */
const readable = [1, 5, 7, 8, 32946, 32773];
/** Minimum of the longer side in pixels; a smaller thumbnail shows no faces. */
const leastPreview = 320;

/** Is a TIFF file a camera's raw file, or is its first picture a thumbnail of another? */
export const isRawTiff = (directories: readonly TiffDirectory[]): boolean =>
  directories.some(
    ({ isDng, photometric, page, subIfd, isReduced }) =>
      isDng || sensorPixels.includes(photometric) || (page === 0 && subIfd === null && isReduced),
  );

/**
 * The largest picture in a raw file that is not sensor data: an embedded JPEG or a picture of the TIFF.
 * @param file the whole file
 * @throws FamiliarError `photo-unsupported` if no picture is large enough
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
      // The next largest may be intact.
    }
  }
  throw new FamiliarError('photo-unsupported', reasons.noPreview);
}

/** The EXIF block of a CR3 file, which consists of boxes. */
function canonNotes(file: Buffer): Buffer | undefined {
  const at = file.subarray(0, 2 ** 16).indexOf('CMT1');
  return at < 0 ? undefined : file.subarray(at + 4);
}
