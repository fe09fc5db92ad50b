import type { ReadableDb, WritableDb } from './open.ts';

/** Paths whose walk has not ended, by name. */
export function listScans(db: ReadableDb): string[] {
  return db.prepare<[], string>('SELECT path FROM scans ORDER BY path').pluck().all();
}

export function insertScans(db: WritableDb, paths: readonly string[]): void {
  const insert = db.prepare('INSERT OR IGNORE INTO scans VALUES (?)');
  db.transaction(() => paths.forEach((path) => insert.run(path))).immediate();
}

export function deleteScans(db: WritableDb, paths: readonly string[]): void {
  const remove = db.prepare('DELETE FROM scans WHERE path = ?');
  db.transaction(() => paths.forEach((path) => remove.run(path))).immediate();
}
