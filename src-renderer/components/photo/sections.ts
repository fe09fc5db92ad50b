import type { PhotoMonth, PhotoSummary } from '../../../src-main/contract/models.ts';
import { month, monthsBetween, year } from '../../i18n/format.ts';
import { t } from '../../i18n/messages.ts';

/** Consecutive photos under one heading. */
export interface PhotoSection {
  heading: string;
  /** Null without a date. */
  year: string | null;
  /** Width by height of each photo. */
  ratios: readonly number[];
}

/** Photos of a section, in which neighbouring months of a year stand together until there are so many. */
const least = 12;

const yearOf = ({ month }: PhotoMonth): string | null => month?.slice(0, 4) ?? null;

/** Sections of a list of photos: a month each, or several sparse months of a year. */
export function sectionsOf(all: readonly PhotoMonth[]): PhotoSection[] {
  const groups: PhotoMonth[][] = [];
  for (const one of all) {
    const last = groups.at(-1);
    const isNear = last?.[0] !== undefined && yearOf(last[0]) === yearOf(one);
    if (last && isNear && (count(last) < least || one.ratios.length < least / 2)) last.push(one);
    else groups.push([one]);
  }
  return groups.map((months) => ({
    heading: headingOf(months.map((one) => one.month)),
    year: months[0] ? yearOf(months[0]) : null,
    ratios: months.flatMap(({ ratios }) => ratios),
  }));
}

const count = (months: readonly PhotoMonth[]): number =>
  months.reduce((sum, { ratios }) => sum + ratios.length, 0);

/** @param keys newest first */
function headingOf(keys: readonly (string | null)[]): string {
  const [newest, oldest] = [keys[0] ?? null, keys.at(-1) ?? null];
  if (newest === null || oldest === null) return t('photos.undated');
  if (keys.some((key) => key?.length === 4)) return year(newest.slice(0, 4));
  return newest === oldest ? month(newest) : monthsBetween(oldest, newest);
}

/** Sections of a list of photos by year. @param photos newest first, those without a date last */
export function yearsOf(photos: readonly PhotoSummary[]): PhotoSection[] {
  const years = Map.groupBy(photos, ({ takenAt }) => takenAt?.slice(0, 4) ?? null);
  return [...years].map(([key, group]) => ({
    heading: key === null ? t('photos.undated') : year(key),
    year: key,
    ratios: group.map(({ width, height }) => width / height),
  }));
}
