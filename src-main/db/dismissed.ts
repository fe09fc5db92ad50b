import { required } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import { isCountedPhoto, isInPicture } from './counted.ts';
import type { ReadableDb } from './open.ts';

/** A detection that the user dismissed as no face. */
export interface DismissedRow {
  id: number;
  photoId: number;
  box: Box;
}

export interface DismissedFilter {
  photoId?: number | undefined;
  among?: readonly number[];
}

/** Dismissed detections in present photos; undone drawn faces are not included. */
const dismissed = (db: ReadableDb): string => `FROM faces JOIN photos ON photos.id = photo_id
  WHERE dismissed = 1 AND origin = 'found' AND ${isInPicture(db)} AND ${isCountedPhoto(db)}
    AND (@photoId IS NULL OR photo_id = @photoId)
    AND (@among IS NULL OR faces.id IN (SELECT value FROM json_each(@among)))`;

/** Sorted from newest to oldest; all with a limit of -1. */
export function listDismissedFaces(
  db: ReadableDb,
  { photoId, among }: DismissedFilter,
  limit: number,
): DismissedRow[] {
  const sql = `SELECT faces.id, photo_id AS photoId, x, y, faces.width, faces.height ${dismissed(db)}
    ORDER BY faces.id DESC LIMIT @limit`;
  const rows = db
    .prepare<[object], Box & { id: number; photoId: number }>(sql)
    .all({ photoId: photoId ?? null, among: among ? JSON.stringify(among) : null, limit });
  return rows.map(({ id, photoId: photo, ...box }) => ({ id, photoId: photo, box }));
}

/** Number of rows that {@link listDismissedFaces} would list, for one photo or for all. */
export function countDismissed(db: ReadableDb, photoId: number | undefined): number {
  const sql = `SELECT count(*) ${dismissed(db)}`;
  return required(
    db
      .prepare<[object], number>(sql)
      .pluck()
      .get({ photoId: photoId ?? null, among: null }),
  );
}
