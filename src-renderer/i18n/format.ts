import { currentLanguage } from './language.ts';
import { t } from './messages.ts';

/** Something of `Intl`, made once for each locale that is used. */
function perLocale<Formatter>(make: (locale: string) => Formatter): () => Formatter {
  const made = new Map<string, Formatter>();
  return () => {
    const { locale } = currentLanguage();
    const formatter = made.get(locale) ?? make(locale);
    made.set(locale, formatter);
    return formatter;
  };
}

const numbers = (options: Intl.NumberFormatOptions) =>
  perLocale((locale) => new Intl.NumberFormat(locale, options));
const dates = (options: Intl.DateTimeFormatOptions) =>
  perLocale((locale) => new Intl.DateTimeFormat(locale, options));
const durations = (options: Intl.DurationFormatOptions) =>
  perLocale((locale) => new Intl.DurationFormat(locale, options));

const plain = numbers({});
const oneDecimal = numbers({ maximumFractionDigits: 1 });
const twoDecimals = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const twoDigits = numbers({ maximumSignificantDigits: 2 });
const percents = numbers({ style: 'percent', maximumFractionDigits: 1 });
const sizes = (['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const).map((unit) =>
  numbers({
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }),
);
const longDurations = durations({ style: 'long' });
const shortDurations = durations({ style: 'short', minutesDisplay: 'always' });
// The camera's clock has no zone, so its dates are read and shown as if they were UTC.
const years = dates({ year: 'numeric', timeZone: 'UTC' });
const months = dates({ month: 'long', year: 'numeric', timeZone: 'UTC' });
const days = dates({ dateStyle: 'long', timeZone: 'UTC' });
const moments = dates({ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const localDays = dates({ dateStyle: 'long' });
const localMoments = dates({ dateStyle: 'medium', timeStyle: 'short' });
const lists = perLocale((locale) => new Intl.ListFormat(locale));

export const number = (n: number): string => plain().format(n);

/** With one decimal at most. */
export const tenths = (n: number): string => oneDecimal().format(n);

/** A part of a whole: `71.4%`. @param share 0 to 1 */
export const part = (share: number): string => percents().format(share);

/** A small positive figure, with two significant digits. */
export const small = (n: number): string => twoDigits().format(n);

/** Photos a second: tenths below ten, whole above. */
export const rate = (perSecond: number): string =>
  perSecond < 10 ? tenths(perSecond) : number(Math.round(perSecond));

/** A distance between faces, 0 to 2, with two decimals. */
export const distance = (d: number): string => twoDecimals().format(d);

/** A size on the disk: `1.2 MB`. @param n bytes */
export function bytes(n: number): string {
  const unit = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, n)) / 3)));
  return sizes[unit]?.().format(n / 1000 ** unit) ?? number(n);
}

/** A duration in its largest fitting unit, rounded up: nobody minds being early. */
export function duration(seconds: number): string {
  if (seconds < 60) return longDurations().format({ seconds: Math.max(1, Math.ceil(seconds)) });
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 3600) return longDurations().format({ minutes });
  return shortDurations().format({ hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A moment of a film, or its length: `0:07`, `12:30`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `Anna, Ben and Cleo`; of more than ten, the first nine and the number of the others. */
export function list(names: readonly string[]): string {
  const shown = names.length <= 10 ? names : names.slice(0, 9);
  const rest = names.length - shown.length;
  return lists().format(rest === 0 ? shown : [...shown, t('list.more', { n: rest })]);
}

/** A text with its first letter in upper case, where the script has such letters. */
export const sentence = (text: string): string =>
  text.slice(0, 1).toLocaleUpperCase(currentLanguage().locale) + text.slice(1);

function dateText(style: () => Intl.DateTimeFormat, takenAt: string): string {
  const day = takenAt.replace(/^\d{4}$/, '$&-01').replace(/^\d{4}-\d\d$/, '$&-01');
  const time = day.includes('T') ? day : `${day}T00:00`;
  const date = new Date(/Z$|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`);
  return Number.isNaN(date.getTime()) ? takenAt : style().format(date);
}

/** Year of a photo; the text of the camera where it holds no date. @param takenAt ISO 8601 without zone */
export const year = (takenAt: string): string => dateText(years, takenAt);
/** Month and year of a photo. */
export const month = (takenAt: string): string => dateText(months, takenAt);
/** Months from one to another of a year: `May – August 2017`. @param from as for {@link month} */
export const monthsBetween = (from: string, to: string): string =>
  months().formatRange(new Date(`${from}-01T00:00Z`), new Date(`${to}-01T00:00Z`));
/** Day of a photo. */
export const day = (takenAt: string): string => dateText(days, takenAt);
/** Day and time of a photo. */
export const moment = (takenAt: string): string => dateText(moments, takenAt);

/** A date as far as it is known: a year, a month, a day or a moment. */
export function dateOf(takenAt: string): string {
  if (takenAt.length <= 4) return year(takenAt);
  if (takenAt.length <= 7) return month(takenAt);
  return takenAt.includes('T') ? moment(takenAt) : day(takenAt);
}

/** Day of something done here, in this machine's zone. @param at ISO 8601, UTC */
export const dayOf = (at: string): string => localDays().format(new Date(at));
/** Day and time of something done here, in this machine's zone. @param at ISO 8601, UTC */
export const doneAt = (at: string): string => localMoments().format(new Date(at));

/** The last part of a folder's path, on any system; the path itself where it has none. */
export const folderName = (path: string): string =>
  path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
