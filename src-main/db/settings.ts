import type { ReadableDb, WritableDb } from './open.ts';

/** The stored value; undefined if never set. */
export function getSetting(db: ReadableDb, key: string): string | undefined {
  return db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(key);
}

/** Keys of all settings. */
export const listSettings = (db: ReadableDb): string[] =>
  db.prepare<[], string>('SELECT key FROM settings ORDER BY key').pluck().all();

export function deleteSetting(db: WritableDb, key: string): void {
  db.prepare('DELETE FROM settings WHERE key = ?').run(key);
}

export function putSetting(db: WritableDb, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(key, value);
}
