import type { ReadableDb } from './open.ts';

/** SQL conditions for the faces and photos that count: that are listed, searched, grouped and exported. */

/** Condition for faces that are neither dismissed nor removed, in a photo that is present. */
export function isCountedFace(db: ReadableDb): string {
  const conditions: string[] = [];
  if (hasColumn(db, 'faces', 'dismissed')) conditions.push('faces.dismissed = 0');
  if (hasColumn(db, 'faces', 'absent')) conditions.push('faces.absent IS NULL');
  conditions.push(isNotRemoved(db, 'faces'));
  return conditions.join(' AND ');
}

/** Condition for faces that are in the picture of their photo, present or missing, and are not removed. */
export function isInPicture(db: ReadableDb): string {
  const isIn = hasColumn(db, 'faces', 'absent') ? "coalesce(faces.absent, '') <> 'picture'" : 'TRUE';
  return `${isIn} AND ${isNotRemoved(db, 'faces')}`;
}

/** Condition for photos or faces that are not removed. */
export const isNotRemoved = (db: ReadableDb, table: 'photos' | 'faces'): string =>
  hasColumn(db, table, 'removal') ? `${table}.removal IS NULL` : 'TRUE';

/** Condition for photos that are recognised and present. */
export function isCountedPhoto(db: ReadableDb): string {
  const isThere = hasColumn(db, 'photos', 'gone') ? ' AND photos.gone IS NULL' : '';
  return `${isKnownPhoto(db)}${isThere}`;
}

/** Condition for photos that are recognised and not removed, present or missing. */
export const isKnownPhoto = (db: ReadableDb): string =>
  `photos.pipeline_version IS NOT NULL AND ${isNotRemoved(db, 'photos')}`;

/** Condition for photos that are no films. */
export const isNoFilm = (db: ReadableDb): string =>
  hasColumn(db, 'photos', 'film') ? 'photos.film = 0' : 'TRUE';

/** Faces that do not count, ascending. They are few compared to those that do. */
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

/** The listed faces that count, ascending. */
export function countedFaces(db: ReadableDb, faceIds: readonly number[]): number[] {
  const sql = `SELECT id FROM faces WHERE ${isCountedFace(db)} AND id IN (SELECT value FROM json_each(?))
    ORDER BY id`;
  return db.prepare<[string], number>(sql).pluck().all(JSON.stringify(faceIds));
}

/** Columns known to exist, by connection: statements ask for them at every call, and no migration removes one. */
const columns = new WeakMap<ReadableDb, Set<string>>();

/** A library may be read in an older schema, which lacks some columns. */
export function hasColumn(db: ReadableDb, table: string, column: string): boolean {
  const known = columns.get(db) ?? new Set();
  columns.set(db, known);
  const name = `${table}.${column}`;
  if (known.has(name)) return true;
  const sql = 'SELECT 1 FROM pragma_table_info(?) WHERE name = ?';
  if (db.prepare<[string, string]>(sql).get(table, column) === undefined) return false;
  known.add(name);
  return true;
}
