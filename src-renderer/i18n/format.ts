const numbers = new Intl.NumberFormat('en');
const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const parts = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const days = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const years = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'UTC' });
const localMoments = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const localDays = new Intl.DateTimeFormat('en', { dateStyle: 'long' });
const lists = new Intl.ListFormat('en');
const months = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A whole number with its noun: `1 face`, `1,204 faces`. */
export function count(n: number, one: string, many: string): string {
  return `${numbers.format(n)} ${n === 1 ? one : many}`;
}

export const number = (n: number): string => numbers.format(n);

/** With one decimal at most. */
export const tenths = (n: number): string => oneDecimal.format(n);

/** A part of a whole: `71.4%`. @param share 0 to 1 */
export const part = (share: number): string => parts.format(share);

/** A small positive figure, with two digits that count. */
export const small = (n: number): string => twoDigits.format(n);

/** Photos a second: tenths below ten, whole above. */
export const rate = (perSecond: number): string =>
  perSecond < 10 ? oneDecimal.format(perSecond) : numbers.format(Math.round(perSecond));

/** A distance as it is shown everywhere, with two decimals. */
export const distance = (d: number): string => d.toFixed(2);

/** A duration in its largest fitting unit, rounded up: nobody minds being early. */
export function duration(seconds: number): string {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), 'second', 'seconds');
  if (seconds < 3600) return count(Math.ceil(seconds / 60), 'minute', 'minutes');
  const minutes = Math.ceil(seconds / 60);
  return `${number(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** The camera's clock has no zone, so it is read and shown as if it were UTC. */
const asUtc = (takenAt: string): Date =>
  new Date(/Z$|[+-]\d\d:?\d\d$/.test(takenAt) ? takenAt : `${takenAt}Z`);

function format(style: Intl.DateTimeFormat, takenAt: string): string {
  const day = takenAt.replace(/^\d{4}$/, '$&-01').replace(/^\d{4}-\d\d$/, '$&-01');
  const date = asUtc(day.includes('T') ? day : `${day}T00:00`);
  return Number.isNaN(date.getTime()) ? takenAt : style.format(date);
}

/** Day of a photo; ISO 8601 without zone in. */
export const day = (takenAt: string): string => format(days, takenAt);
/** Day and time of a photo. */
export const moment = (takenAt: string): string => format(moments, takenAt);
/** A size on the disk: `1.2 MB`. @param n bytes */
export function bytes(n: number): string {
  const unit = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, n)) / 3)));
  return `${oneDecimal.format(n / 1000 ** unit)} ${['bytes', 'kB', 'MB', 'GB', 'TB'][unit]}`;
}
/** Day of something done here, in this machine's zone. @param at ISO 8601, UTC */
export const dayOf = (at: string): string => localDays.format(new Date(at));
/** `Anna, Ben and Cleo`; of more than ten, the first nine and how many more. */
export const list = (names: readonly string[]): string =>
  lists.format(names.length <= 10 ? names : [...names.slice(0, 9), `${number(names.length - 9)} more`]);
/** Day and time of something done here, in this machine's zone. @param at ISO 8601, UTC */
export const doneAt = (at: string): string => localMoments.format(new Date(at));
/** A date as far as it is known: a year, a month, a day or a moment. */
export function dateOf(takenAt: string): string {
  if (takenAt.length <= 4) return takenAt;
  if (takenAt.length <= 7) return month(takenAt);
  return takenAt.includes('T') ? moment(takenAt) : day(takenAt);
}
/** Year of a photo; what the camera wrote where no year can be read. */
export const year = (takenAt: string): string => format(years, takenAt);
/** Month and year of a photo. */
export const month = (takenAt: string): string => format(months, takenAt);

/** The last part of a folder's path, on any system; the path itself where it has none. */
export const folderName = (path: string): string =>
  path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
