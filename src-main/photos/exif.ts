import ExifReader from 'exifreader';

/** What the camera wrote that Familiar uses. */
export interface CameraNotes {
  /** EXIF orientation, 1 (upright) to 8. */
  orientation: number;
  /** Local time of the picture, `YYYY-MM-DDTHH:MM:SS`; null where there is none or it makes no sense. */
  takenAt: string | null;
}

/**
 * Reads an EXIF block. Broken blocks are common in real libraries and cost a photo its date, nothing else.
 * @param exif the block as sharp hands it out, or undefined where the file has none
 */
export function readCameraNotes(exif: Buffer | undefined, orientation: number | undefined): CameraNotes {
  const upright = orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1;
  return { orientation: upright, takenAt: exif ? readDate(exif) : null };
}

function readDate(exif: Buffer): string | null {
  try {
    const start = exif.subarray(0, 4).toString('latin1') === 'Exif' ? 6 : 0;
    const tiff = exif.buffer.slice(exif.byteOffset + start, exif.byteOffset + exif.byteLength);
    const tags = ExifReader.load(tiff as ArrayBuffer);
    const written = tags.DateTimeOriginal ?? tags.DateTimeDigitized ?? tags.DateTime;
    return written ? toIso(written.description) : null;
  } catch {
    return null;
  }
}

/** EXIF writes `2004:07:19 13:05:59`, and zeroes or blanks where the clock was never set. */
function toIso(written: string): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(written);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${iso}Z`);
  const real = Number(year) >= 1826 && !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
  return real ? iso : null;
}
