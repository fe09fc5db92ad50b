import { sep } from 'node:path';
import { required } from '../common/elements.ts';
import type { ReadableDb } from './open.ts';
import { hasColumn, isCountedPhoto, isNoFilm } from './counted.ts';
import { newestFirst, photoColumns, type PhotoRow } from './photos.ts';

/** A search for photos, by id and by day of local time. */
export interface PhotoFilter {
  /** Allowed photos; null for all. */
  among: readonly number[] | null;
  except: readonly number[];
  /** First and last day, `YYYY-MM-DD`, inclusive. An undated photo matches only if both are null. */
  from: string | null;
  to: string | null;
  /** True for undated photos only. */
  undated: boolean;
  /** True for films only. */
  films: boolean;
}

/**
 * The last day of a date known to the year or month. The first day needs no expression, since a prefix sorts
 * before longer texts.
 */
const lastDay = `CASE length(photos.taken_at) WHEN 4 THEN photos.taken_at || '-12-31'
  WHEN 7 THEN photos.taken_at || '-31' ELSE substr(photos.taken_at, 1, 10) END`;

const matching = (db: ReadableDb): string => `${isCountedPhoto(db)}
  AND (@among IS NULL OR photos.id IN (SELECT value FROM json_each(@among)))
  AND photos.id NOT IN (SELECT value FROM json_each(@except))
  AND (@from IS NULL OR ${lastDay} >= @from)
  AND (@to IS NULL OR substr(photos.taken_at, 1, 10) <= @to)
  AND (@undated = 0 OR photos.taken_at IS NULL)
  AND (@films = 0 OR ${hasColumn(db, 'photos', 'film') ? 'photos.film = 1' : 'FALSE'})`;

type Bound = {
  among: string | null;
  except: string;
  from: string | null;
  to: string | null;
  undated: number;
  films: number;
};

const bind = ({ among, except, from, to, undated, films }: PhotoFilter): Bound => ({
  among: among && JSON.stringify(among),
  except: JSON.stringify(except),
  from,
  to,
  undated: Number(undated),
  films: Number(films),
});

/** Sorted from newest to oldest; undated photos last. */
export function searchPhotos(db: ReadableDb, filter: PhotoFilter, offset: number, limit: number): PhotoRow[] {
  return db
    .prepare<[Bound & { offset: number; limit: number }], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE ${matching(db)}
       ORDER BY ${newestFirst(db)} LIMIT @limit OFFSET @offset`,
    )
    .all({ ...bind(filter), offset, limit });
}

export function countMatching(db: ReadableDb, filter: PhotoFilter): number {
  return required(
    db
      .prepare<[Bound], number>(`SELECT count(*) FROM photos WHERE ${matching(db)}`)
      .pluck()
      .get(bind(filter)),
  );
}

/** Ids of all photos that count, newest first, without films. */
export const listPhotoIds = (db: ReadableDb): number[] =>
  db
    .prepare<[], number>(
      `SELECT photos.id FROM photos WHERE ${isCountedPhoto(db)} AND ${isNoFilm(db)} ORDER BY ${newestFirst(db)}`,
    )
    .pluck()
    .all();

/** Ids of the photos that count, without films, in a folder and its subfolders, or of the one at a path. */
export function photosInFolder(db: ReadableDb, path: string): number[] {
  const within = `${path.replace(/[/\\]$/, '')}${sep}`;
  const sql = `SELECT DISTINCT photos.id FROM photos JOIN files ON files.photo_id = photos.id
    WHERE ${isCountedPhoto(db)} AND ${isNoFilm(db)} AND (files.path = @path OR substr(files.path, 1, length(@within)) = @within)
    ORDER BY photos.id`;
  return db.prepare<[{ path: string; within: string }], number>(sql).pluck().all({ path, within });
}
