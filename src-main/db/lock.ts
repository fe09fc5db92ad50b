import Database from 'better-sqlite3';
import { FamiliarError } from '../contract/errors.ts';

/**
 * Takes the library for this process. The lock is SQLite's own on a file of its own, so that the operating
 * system gives it back however the process ends, and readers of the library are not held up.
 * @throws FamiliarError `library-busy` where another process has it
 */
export function lockLibrary(file: string): { release(): void } {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new FamiliarError('library-busy', 'another Familiar has this library open', { cause: error });
    }
    throw error;
  }
  return { release: () => db.close() };
}
