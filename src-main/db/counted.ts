import type { ReadableDb } from './open.ts';

/** What counts: the faces and photos that are listed, searched, grouped and exported. */

/** Condition of SQL for faces that were neither dismissed nor removed and are in a photo that is there. */
export function isCountedFace(db: ReadableDb): string {
  const conditions: string[] = [];
  if (hasColumn(db, 'faces', 'dismissed')) conditions.push('faces.dismissed = 0');
  if (hasColumn(db, 'faces', 'absent')) conditions.push('faces.absent IS NULL');
  conditions.push(isNotRemoved(db, 'faces'));
  return conditions.join(' AND ');
}

/** Condition of SQL for faces that are in the picture of their photo, be that there or gone, and were not removed. */
export function isInPicture(db: ReadableDb): string {
  const isIn = hasColumn(db, 'faces', 'absent') ? "coalesce(faces.absent, '') <> 'picture'" : 'TRUE';
  return `${isIn} AND ${isNotRemoved(db, 'faces')}`;
}

/** Condition of SQL for photos or faces that the user has not removed. */
export const isNotRemoved = (db: ReadableDb, table: 'photos' | 'faces'): string =>
  hasColumn(db, table, 'removal') ? `${table}.removal IS NULL` : 'TRUE';

/** Condition of SQL for photos that have been recognised and are there. */
export function isCountedPhoto(db: ReadableDb): string {
  const isThere = hasColumn(db, 'photos', 'gone') ? ' AND photos.gone IS NULL' : '';
  return `${isKnownPhoto(db)}${isThere}`;
}

/** Condition of SQL for photos that have been recognised, be they there or gone, and were not removed. */
export const isKnownPhoto = (db: ReadableDb): string =>
  `photos.pipeline_version IS NOT NULL AND ${isNotRemoved(db, 'photos')}`;

/** Faces that do not count, ascending. They are few beside those that do. */
export function listUncounted(db: ReadableDb): number[] {
  const parts: string[] = [];
  if (hasColumn(db, 'faces', 'dismissed')) parts.push('SELECT id FROM faces WHERE dismissed = 1');
  if (hasColumn(db, 'faces', 'absent')) parts.push('SELECT id FROM faces WHERE absent IS NOT NULL');
  if (hasColumn(db, 'faces', 'removal')) parts.push('SELECT id FROM faces WHERE removal IS NOT NULL');
  if (parts.length === 0) return [];
  return db
    .prepare<[], number>(`${parts.join(' UNION ')} ORDER BY 1`)
    .pluck()
    .all();
}

/** Of these faces, those that are there and count, ascending. */
export function countedFaces(db: ReadableDb, faceIds: readonly number[]): number[] {
  const sql = `SELECT id FROM faces WHERE ${isCountedFace(db)} AND id IN (SELECT value FROM json_each(?))
    ORDER BY id`;
  return db.prepare<[string], number>(sql).pluck().all(JSON.stringify(faceIds));
}

/** A library is also read beside an older Familiar that writes it, whose tables have fewer columns. */
export const hasColumn = (db: ReadableDb, table: string, column: string): boolean =>
  db
    .prepare<[string, string], unknown>('SELECT 1 FROM pragma_table_info(?) WHERE name = ?')
    .get(table, column) !== undefined;
