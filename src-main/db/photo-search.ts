import type { ReadableDb } from './open.ts';
import { isCountedPhoto } from './counted.ts';
import { photoColumns, type PhotoRow } from './photos.ts';

/** Which photos are looked for, by row and by the day on the camera's clock. */
export interface PhotoFilter {
  /** Only these; null for any. */
  among: readonly number[] | null;
  except: readonly number[];
  /** First and last day, `YYYY-MM-DD`, both included. A photo without a date is found only where both are null. */
  from: string | null;
  to: string | null;
}

const matching = (db: ReadableDb): string => `${isCountedPhoto(db)}
  AND (@among IS NULL OR photos.id IN (SELECT value FROM json_each(@among)))
  AND photos.id NOT IN (SELECT value FROM json_each(@except))
  AND (@from IS NULL OR substr(photos.taken_at, 1, 10) >= @from)
  AND (@to IS NULL OR substr(photos.taken_at, 1, 10) <= @to)`;

type Bound = { among: string | null; except: string; from: string | null; to: string | null };

const bind = ({ among, except, from, to }: PhotoFilter): Bound => ({
  among: among && JSON.stringify(among),
  except: JSON.stringify(except),
  from,
  to,
});

/** Newest first; those without a date last. */
export function searchPhotos(db: ReadableDb, filter: PhotoFilter, offset: number, limit: number): PhotoRow[] {
  return db
    .prepare<[Bound & { offset: number; limit: number }], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE ${matching(db)}
       ORDER BY taken_at DESC, id DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ ...bind(filter), offset, limit });
}

export function countMatching(db: ReadableDb, filter: PhotoFilter): number {
  return db
    .prepare<[Bound], number>(`SELECT count(*) FROM photos WHERE ${matching(db)}`)
    .pluck()
    .get(bind(filter))!;
}
