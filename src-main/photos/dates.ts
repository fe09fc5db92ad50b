import { elementAt } from '../common/elements.ts';
import { type DateSource, isPhotoDate, type Place } from '../contract/dates.ts';

/** The capture time of a photo, as far as it is known. */
export interface TakenAt {
  /** Year, month, day or moment in local time: ISO 8601 without a zone, in the precision that is known. */
  takenAt: string;
  /** Offset of local time from UTC in minutes; null if unknown. */
  offset: number | null;
}

export type DatedBy = TakenAt & { from: DateSource };

/** Date and place of a photo, from its metadata. */
export interface PhotoNotes {
  date: DatedBy | null;
  place: Place | null;
}

/**
 * Parses a date as EXIF, XMP, IPTC and people write it: `1965:07:04 12:30:00`, `1965-07-04T12:30+02:00`,
 * `19650704`, `1965`. Parts that are zero, blank or missing are unknown.
 * @returns null for an invalid date
 */
export function readDate(text: string, zone?: string): TakenAt | null {
  const match =
    /^\s*(\d{4})[:/.-]?(\d\d|\s\s)?[:/.-]?(\d\d|\s\s)?(?:[T ]\s*(\d\d):?(\d\d):?(\d\d)?(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
      text.replace(/[\s:\0]+$/, ''),
    );
  if (!match) return null;
  const [, year = '', month, day, hour, minutes, seconds, ownZone] = match;
  const isKnown = (part: string | undefined): part is string => part !== undefined && /[1-9]/.test(part);
  let takenAt = year;
  if (isKnown(month)) {
    takenAt += `-${month}`;
    if (isKnown(day)) {
      takenAt += `-${day}`;
      if (hour !== undefined) takenAt += `T${hour}:${minutes}:${seconds ?? '00'}`;
    }
  }
  if (!isPhotoDate(takenAt)) return null;
  return { takenAt, offset: takenAt.includes('T') ? readOffset(ownZone ?? zone) : null };
}

/** Parses an offset from UTC, in minutes. */
export function readOffset(zone: string | undefined): number | null {
  if (zone === 'Z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)/.exec(zone?.trim() ?? '');
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return minutes <= 14 * 60 ? (match[1] === '-' ? -minutes : minutes) : null;
}

/**
 * An instant, in the time zone of this computer.
 * @param seconds since 1970
 */
export function atInstant(seconds: number): TakenAt | null {
  const date = new Date(1000 * seconds);
  if (Number.isNaN(date.getTime())) return null;
  const offset = -date.getTimezoneOffset();
  const takenAt = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return isPhotoDate(takenAt) ? { takenAt, offset } : null;
}

/**
 * The sort key of photos: seconds since 1970 in UTC. A time without a zone is taken to be in this computer's
 * zone; a year or month counts as its first moment.
 */
export function orderOf({ takenAt, offset }: TakenAt): number {
  const [day = '', time = '00:00:00'] = takenAt.split('T');
  const [year, month = '01', date = '01'] = day.split('-');
  const wall = `${year}-${month}-${date}T${time}`;
  if (offset !== null) return Date.parse(`${wall}Z`) / 1000 - offset * 60;
  return new Date(wall).getTime() / 1000;
}

/** Four digits in a file name are a year between these. */
const [firstYear, lastYear] = [1826, new Date().getFullYear() + 1];
const scanWords =
  'scan|scanned|scans|slide|slides|dia|dias|negative|negativ|print|photo|photos|foto|fotos|bild|album';

/**
 * The date in a file name: `IMG_20190704_130559`, `IMG-20190704-WA0001`, `2019-07-04 13.05.59`, `Scan
 * 1965-07`, `1965 Garden`. Four digits alone may be a counter, so a year must stand at the beginning or after
 * a word for a scan.
 */
export function dateInName(name: string): TakenAt | null {
  const stem = name.replace(/\.[^.]*$/, '');
  const day =
    /(?<!\d)(\d{4})([-_. ]?)(\d\d)\2(\d\d)(?!\d)(?:(?:[-_ T]|\s+at\s+)(\d\d)[-_.:h]?(\d\d)[-_.:m]?(\d\d)?)?/gi;
  for (const [, year = '', , month, date, hour, minutes, seconds] of stem.matchAll(day)) {
    const time = hour === undefined ? '' : `T${hour}:${minutes}:${seconds ?? '00'}`;
    for (const text of [`${year}-${month}-${date}${time}`, `${year}-${month}-${date}`]) {
      if (isYear(year) && isPhotoDate(text)) return { takenAt: text, offset: null };
    }
  }
  const start = new RegExp(
    `^(?:(?:.*[^a-z])?(?:${scanWords})[-_ ]*)?(\\d{4})(?:[-_.](0[1-9]|1[0-2])(?!\\d)|(?=[-_ ])|$)`,
    'i',
  );
  const match = start.exec(stem);
  if (!match || !isYear(elementAt(match, 1)) || (match[2] === undefined && /^\d+$/.test(stem))) return null;
  return { takenAt: match[2] === undefined ? elementAt(match, 1) : `${match[1]}-${match[2]}`, offset: null };
}

const isYear = (year: string): boolean => Number(year) >= firstYear && Number(year) <= lastYear;
