import { isPhotoDate } from '../../contract/dates.ts';
import type { Edited } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { ReadableDb } from '../../db/open.ts';
import { dateColumns, getPhoto } from '../../db/photos.ts';
import type { Edit } from '../../edits/edit.ts';
import type { Corrections } from './corrections.ts';

/**
 * Sets the date of photos, as one edit; null for an unknown date. Dates in files no longer count for these photos.
 * @param date a year, a month, a day or a moment
 * @throws FamiliarError `not-found`, `bad-request`
 */
export function datePhotos(
  db: ReadableDb,
  corrections: Corrections,
  photos: readonly number[],
  date: string | null,
): Promise<Edited<Record<string, never>>> {
  return corrections.make(async () => {
    if (date !== null && !isPhotoDate(date)) throw new FamiliarError('bad-request', `${date} is no date`);
    const ids = [...new Set(photos)];
    for (const id of ids)
      if (!getPhoto(db, id)) throw new FamiliarError('not-found', `there is no photo ${id}`);
    const told = date === null ? null : ({ takenAt: whole(date), offset: null, from: 'user' } as const);
    return (edit: Edit) => {
      for (const id of ids) edit.patch('photos', [id], { ...dateColumns(told), taken_from: 'user' });
      return {
        summary: { kind: 'dated', photos: ids.length, date: told?.takenAt ?? null },
        result: {},
      };
    };
  });
}

/** Moments are stored to the second. */
const whole = (date: string): string => (/T\d\d:\d\d$/.test(date) ? `${date}:00` : date);
