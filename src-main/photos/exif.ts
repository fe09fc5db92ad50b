import ExifReader from 'exifreader';
import type { Place } from '../contract/dates.ts';
import { readTiffDirectories } from './decoding/tiff-directories.ts';
import { atInstant, readDate, type TakenAt } from './dates.ts';

/** Camera metadata used while decoding. */
export interface CameraNotes {
  /** EXIF orientation, 1 (upright) to 8. */
  orientation: number;
  /** Local capture time in the precision that is known; null if absent or invalid. */
  takenAt: string | null;
}

/** Time and place in an EXIF block. */
export interface ExifNotes {
  original: TakenAt | null;
  digitised: TakenAt | null;
  /** Time of the last change, which some programs write alone. */
  changed: TakenAt | null;
  gps: TakenAt | null;
  place: Place | null;
}

const nothing: ExifNotes = { original: null, digitised: null, changed: null, gps: null, place: null };

/**
 * Reads an EXIF block. Broken blocks are common in real libraries; such a photo only loses its date.
 * @param exif the block as given by sharp; undefined if the file has none
 */
export function readCameraNotes(exif: Buffer | undefined, orientation: number | undefined): CameraNotes {
  const upright = orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1;
  const { original, digitised, changed } = readExif(exif);
  return { orientation: upright, takenAt: (original ?? digitised ?? changed)?.takenAt ?? null };
}

/** EXIF orientation, 1 to 8; null if absent. */
export function readExifOrientation(exif: Buffer | undefined): number | null {
  const [directory] = exif ? readTiffDirectories(exif) : [];
  return directory?.orientation ?? null;
}

/** @param exif see {@link readCameraNotes} */
export function readExif(exif: Buffer | undefined): ExifNotes {
  if (!exif) return nothing;
  try {
    const start = exif.subarray(0, 4).toString('latin1') === 'Exif' ? 6 : 0;
    const block = exif.buffer.slice(exif.byteOffset + start, exif.byteOffset + exif.byteLength);
    const { exif: found = {}, gps } = ExifReader.load(block as ArrayBuffer, { expanded: true });
    const tags = found as Partial<Record<string, { description: string; value: unknown }>>;
    const dated = (tag: string, zone: string) =>
      tags[tag] ? readDate(tags[tag].description, tags[zone]?.description) : null;
    return {
      original: dated('DateTimeOriginal', 'OffsetTimeOriginal'),
      digitised: dated('DateTimeDigitized', 'OffsetTimeDigitized'),
      changed: dated('DateTime', 'OffsetTime'),
      gps: gpsTime(tags.GPSDateStamp?.description, tags.GPSTimeStamp?.value),
      place: placeOf(gps?.Latitude, gps?.Longitude),
    };
  } catch {
    return nothing;
  }
}

/** GPS time is UTC. */
function gpsTime(day: string | undefined, time: unknown): TakenAt | null {
  const date = day === undefined ? null : readDate(day);
  if (!date || date.takenAt.length !== 10) return null;
  const parts = Array.isArray(time)
    ? time.map((part) => (Array.isArray(part) ? part[0] / part[1] : Number(part)))
    : [];
  const [hour = NaN, minute = NaN, second = NaN] = parts;
  if (!(hour < 24 && minute < 60 && second < 61)) return date;
  return atInstant(
    Date.parse(`${date.takenAt}T00:00Z`) / 1000 + 3600 * hour + 60 * minute + Math.floor(second),
  );
}

/** Cameras without a GPS fix write zeroes. */
export function placeOf(latitude: number | undefined, longitude: number | undefined): Place | null {
  if (latitude === undefined || longitude === undefined) return null;
  const isPlace =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
  return isPlace ? { latitude, longitude } : null;
}
