import type { ReadableDb, WritableDb } from './open.ts';

/** The user's statements about a face. */
export interface FaceStatements {
  id: number;
  /** Time of its label, ISO 8601; null without a label. */
  labelledAt: string | null;
  isDrawn: boolean;
  isDismissed: boolean;
  isCover: boolean;
  rejections: number;
}

/** Statements about all faces of a photo, by id. */
export function listFaceStatements(db: ReadableDb, photoId: number): FaceStatements[] {
  const sql = `SELECT id, origin = 'drawn' AS drawn, dismissed,
      (SELECT created_at FROM labels WHERE face_id = faces.id) AS labelledAt,
      EXISTS (SELECT 1 FROM people WHERE cover_face_id = faces.id) AS cover,
      (SELECT count(*) FROM rejections WHERE face_id = faces.id) AS rejections
    FROM faces WHERE photo_id = ? ORDER BY id`;
  type Row = Pick<FaceStatements, 'id' | 'labelledAt' | 'rejections'> &
    Record<'drawn' | 'dismissed' | 'cover', number>;
  return db
    .prepare<[number], Row>(sql)
    .all(photoId)
    .map(({ drawn, dismissed, cover, ...row }) => ({
      ...row,
      isDrawn: drawn === 1,
      isDismissed: dismissed === 1,
      isCover: cover === 1,
    }));
}

/**
 * Copies the rejections and kept-apart pairs of one face to another, except those that the user has made and
 * undone: the history of edits must lead back to it.
 */
export function carryRejections(db: WritableDb, from: number, to: number): void {
  const rejections = db
    .prepare<[number, number], number>(
      `SELECT person_id FROM rejections WHERE face_id = ?
       AND person_id NOT IN (SELECT person_id FROM labels WHERE face_id = ?)`,
    )
    .pluck()
    .all(from, to);
  for (const person of rejections) {
    if (isInHistory(db, 'rejections', { face_id: to, person_id: person })) continue;
    db.prepare('INSERT OR IGNORE INTO rejections (face_id, person_id) VALUES (?, ?)').run(to, person);
  }
  const apart = db
    .prepare<[number, number, number], number>(
      'SELECT iif(face_a = ?, face_b, face_a) FROM apart WHERE face_a = ? OR face_b = ?',
    )
    .pluck()
    .all(from, from, from);
  for (const other of apart) {
    if (other === to) continue;
    const [a, b] = [Math.min(other, to), Math.max(other, to)];
    if (isInHistory(db, 'apart', { face_a: a, face_b: b })) continue;
    db.prepare('INSERT OR IGNORE INTO apart (face_a, face_b) VALUES (?, ?)').run(a, b);
  }
}

/** Does the history contain an edit of the row with this key? */
function isInHistory(db: ReadableDb, table: string, key: Record<string, number>): boolean {
  const is = Object.entries(key).map(
    ([column, value]) =>
      `coalesce(change.value ->> '$.after.${column}', change.value ->> '$.before.${column}') = ${value}`,
  );
  const sql = `SELECT 1 FROM edits, json_each(edits.changes) AS change
    WHERE change.value ->> '$.table' = ? AND ${is.join(' AND ')} LIMIT 1`;
  return db.prepare<[string]>(sql).get(table) !== undefined;
}

/** Reassigns the faces and waiting jobs of one photo to another. */
export function moveFaces(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE faces SET photo_id = ? WHERE photo_id = ?').run(to, from);
  db.prepare('UPDATE OR IGNORE jobs SET subject = ? WHERE subject = ?').run(to, from);
  db.prepare('DELETE FROM jobs WHERE subject = ?').run(from);
}
