import { z } from 'zod';

/**
 * Where the date of a photo comes from: EXIF, XMP or IPTC in its file, a file beside it, the time of its GPS, its name,
 * the container of a film, or the user.
 */
export const dateSource = z.enum(['exif', 'xmp', 'iptc', 'sidecar', 'gps', 'name', 'film', 'user']);

const partial = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?)?)?$/;

/** Before the first photograph there was nothing to date. */
const firstYear = 1826;

/** True for a date as Familiar stores it: a year, month, day or moment that exists in the calendar. */
export function isPhotoDate(text: string): boolean {
  const match = partial.exec(text);
  if (!match || Number(match[1]) < firstYear) return false;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match;
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${whole}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(whole);
}

/** A year, a month, a day or a moment on the clock of the place, ISO 8601 without zone. */
export const photoDate = z
  .string()
  .refine(isPhotoDate, 'it takes a date as 1965, 1965-07, 1965-07-04 or 1965-07-04T12:30');

/** Where a photo was taken, in degrees. */
export const place = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

export type DateSource = z.infer<typeof dateSource>;
export type Place = z.infer<typeof place>;
