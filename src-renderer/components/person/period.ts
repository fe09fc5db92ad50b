import type { PhotoSummary } from '../../../src-main/contract/models.ts';
import { year } from '../../i18n/format.ts';
import { t } from '../../i18n/messages.ts';

/** Years of the first and the last dated photo; null without one. @param photos newest first */
export function period(photos: readonly Pick<PhotoSummary, 'takenAt'>[]): string | null {
  const dates = photos.map(({ takenAt }) => takenAt).filter((takenAt) => takenAt !== null);
  const [last, first] = [dates[0], dates.at(-1)];
  if (last === undefined || first === undefined) return null;
  const [from, to] = [year(first), year(last)];
  return from === to ? from : t('person.period', { from, to });
}
