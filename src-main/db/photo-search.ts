import type { ReadableDb } from './open.ts';
import { isCountedPhoto } from './counted.ts';
import { newestFirst, photoColumns, type PhotoRow } from './photos.ts';

/** Which photos are looked for, by row and by the day on the camera's clock. */
export interface PhotoFilter {
  /** Only these; null for any. */
  among: readonly number[] | null;
  except: readonly number[];
  /** First and last day, `YYYY-MM-DD`, both included. A photo without a date is found only where both are null. */
  from: string | null;
  to: string | null;
  /** Only photos without a date. */
  undated: boolean;
}

/**
 * The last day of a date that is known to the year or the month. Its first day needs no words: a text comes before all
 * that begin with it.
 */
const lastDay = `CASE length(photos.taken_at) WHEN 4 THEN photos.taken_at || '-12-31'
  WHEN 7 THEN photos.taken_at || '-31' ELSE substr(photos.taken_at, 1, 10) END`;

const matching = (db: ReadableDb): string => `${isCountedPhoto(db)}
  AND (@among IS NULL OR photos.id IN (SELECT value FROM json_each(@among)))
  AND photos.id NOT IN (SELECT value FROM json_each(@except))
  AND (@from IS NULL OR ${lastDay} >= @from)
  AND (@to IS NULL OR substr(photos.taken_at, 1, 10) <= @to)
  AND (@undated = 0 OR photos.taken_at IS NULL)`;

type Bound = {
  among: string | null;
  except: string;
  from: string | null;
  to: string | null;
  undated: number;
};

const bind = ({ among, except, from, to, undated }: PhotoFilter): Bound => ({
  among: among && JSON.stringify(among),
  except: JSON.stringify(except),
  from,
  to,
  undated: Number(undated),
});

/** Newest first; those without a date last. */
export function searchPhotos(db: ReadableDb, filter: PhotoFilter, offset: number, limit: number): PhotoRow[] {
  return db
    .prepare<[Bound & { offset: number; limit: number }], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE ${matching(db)}
       ORDER BY ${newestFirst(db)} LIMIT @limit OFFSET @offset`,
    )
    .all({ ...bind(filter), offset, limit });
}

export function countMatching(db: ReadableDb, filter: PhotoFilter): number {
  return db
    .prepare<[Bound], number>(`SELECT count(*) FROM photos WHERE ${matching(db)}`)
    .pluck()
    .get(bind(filter))!;
}
