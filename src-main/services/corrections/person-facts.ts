import { isPhotoDate } from '../../contract/dates.ts';
import type { Edited, EditSummary } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import type { RowImage } from '../../db/row-image.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPerson } from '../../db/people.ts';
import type { Corrections } from './corrections.ts';
import { rowOf } from './rules.ts';

/**
 * Makes a person a favourite, or no longer one, as an edit.
 * @returns the person's id
 * @throws FamiliarError `not-found`
 */
export const setFavourite = (
  db: ReadableDb,
  corrections: Corrections,
  { id, on, distance }: { id: string; on: boolean; distance: number },
): Promise<Edited<string>> =>
  state(db, corrections, id, distance, { favourite: on ? 1 : 0 }, (name) => ({
    kind: 'favoured',
    name,
    on,
  }));

/**
 * Sets a person's date of birth, as an edit; null for unknown.
 * @param date a year, a month or a day that has begun
 * @returns the person's id
 * @throws FamiliarError `not-found`, `bad-request`
 */
export function setBirth(
  db: ReadableDb,
  corrections: Corrections,
  { id, date, distance }: { id: string; date: string | null; distance: number },
): Promise<Edited<string>> {
  if (date !== null && !isBirth(date)) throw new FamiliarError('bad-request', `${date} is no date of birth`);
  return state(db, corrections, id, distance, { birth: date }, (name) => ({ kind: 'born', name, date }));
}

const isBirth = (date: string): boolean =>
  isPhotoDate(date) && date.length <= 10 && date <= new Date().toISOString().slice(0, date.length);

/** States something about a person. A cluster becomes a person without a name. */
function state(
  db: ReadableDb,
  corrections: Corrections,
  id: string,
  distance: number,
  columns: RowImage,
  summarise: (name: string | null) => EditSummary,
): Promise<Edited<string>> {
  return corrections.make(async (shown) => {
    const person = await shown.find(id, distance);
    return (edit) => {
      const row = rowOf(edit, person);
      edit.patch('people', [row], columns);
      return { summary: summarise(getPerson(db, row)?.name ?? null), result: formatPersonRow(row) };
    };
  });
}
