import type { PhotoSummary } from '../../../src-main/contract/models.ts';
import { year } from '../../i18n/format.ts';

/** The photos of one year; null for those without a date. */
export interface Year {
  year: string | null;
  photos: PhotoSummary[];
}

/** Photos by year, the newest first, those without a date last; within a year in the order given. */
export function byYear(photos: readonly PhotoSummary[]): Year[] {
  const years = Map.groupBy(photos, ({ takenAt }) => (takenAt === null ? null : year(takenAt)));
  return [...years]
    .map(([name, group]) => ({ year: name, photos: group }))
    .sort((a, b) => {
      if (a.year === null || b.year === null) return a.year === b.year ? 0 : a.year === null ? 1 : -1;
      return b.year.localeCompare(a.year, 'en', { numeric: true });
    });
}
