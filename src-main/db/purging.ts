import { firstItems } from '../common/elements.ts';
import type { WritableDb } from './open.ts';
import type { RemovalRow } from './removals.ts';

/** Rows that a purge deletes. */
export interface PurgedRows {
  photos: number[];
  /** Including all faces of the photos, dismissed or not. */
  faces: number[];
}

/** Photos hidden by a removal with all their faces, and the faces that it hides itself. */
export function listPurged(db: WritableDb, { id, kind, faces }: RemovalRow): PurgedRows {
  const photos = db.prepare<[number], number>('SELECT id FROM photos WHERE removal = ?').pluck().all(id);
  // All faces present at that time: a dismissed detection is a picture too, usually of a person.
  const earlier = kind === 'faces' ? (faces.at(-1) ?? 0) : 0;
  const sql = `SELECT id FROM faces WHERE removal = ? OR (dismissed = 1 AND id <= ?)
    OR photo_id IN (SELECT id FROM photos WHERE removal = ?) ORDER BY id`;
  return { photos, faces: db.prepare<[number, number, number], number>(sql).pluck().all(id, earlier, id) };
}

/** Deletes photos and faces with all rows that refer to them, and their removal. */
export function deletePurged(db: WritableDb, removal: RemovalRow, { photos, faces }: PurgedRows): void {
  const [photoIds, faceIds] = [JSON.stringify(photos), JSON.stringify(faces)];
  if (removal.kind === 'photos') {
    const theirs = 'FROM contents WHERE photo_id IN (SELECT value FROM json_each(@ids))';
    db.prepare(
      `INSERT OR IGNORE INTO unwanted_photos SELECT hash ${theirs} UNION SELECT image ${theirs} AND image IS NOT NULL`,
    ).run({ ids: photoIds });
  }
  db.prepare('DELETE FROM training_faces WHERE face_id IN (SELECT value FROM json_each(?))').run(faceIds);
  db.prepare('DELETE FROM jobs WHERE subject IN (SELECT value FROM json_each(?))').run(photoIds);
  db.prepare('DELETE FROM faces WHERE id IN (SELECT value FROM json_each(?))').run(faceIds);
  db.prepare('DELETE FROM photos WHERE id IN (SELECT value FROM json_each(?))').run(photoIds);
  db.prepare('DELETE FROM removals WHERE id = ?').run(removal.id);
}

/** Removes the pairs that contain one of the faces from the reports of training runs. */
export function forgetPairs(db: WritableDb, faces: ReadonlySet<number>): void {
  const runs = db
    .prepare<[], { id: number; changed: string }>(
      'SELECT id, changed FROM training_runs WHERE changed IS NOT NULL',
    )
    .all();
  for (const { id, changed } of runs) {
    const pairs = JSON.parse(changed) as Record<string, { a: number; b: number }[]>;
    const kept = Object.fromEntries(
      Object.entries(pairs).map(([side, all]) => [
        side,
        all.filter(({ a, b }) => !faces.has(a) && !faces.has(b)),
      ]),
    );
    db.prepare('UPDATE training_runs SET changed = ? WHERE id = ?').run(JSON.stringify(kept), id);
  }
}

/**
 * Ensures that deleted data are no longer in the database's files. SQLite overwrites them (`secure_delete`);
 * the write-ahead log is emptied.
 * @param compact also rewrites the database, without free pages left by older versions
 */
export function eraseDeleted(db: WritableDb, compact: boolean): void {
  if (compact) db.exec('VACUUM');
  db.pragma('wal_checkpoint(TRUNCATE)');
}

/** Share of free pages in the database, 0 to 1. */
export function emptyPart(db: WritableDb): number {
  const [empty, all] = firstItems(
    ['freelist_count', 'page_count'].map((name) => db.pragma(name, { simple: true }) as number),
    2,
  );
  return all === 0 ? 0 : empty / all;
}
