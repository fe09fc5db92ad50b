import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FamiliarError } from '../contract/errors.ts';
import { asLibraryError, sqliteCode } from './errors.ts';

/**
 * Locks the library for this process. The lock is SQLite's own on a separate file, so that the operating
 * system releases it however the process ends, and readers of the library are not blocked.
 * @throws FamiliarError `library-busy` if another process has it, `library-unwritable`
 */
export function lockLibrary(file: string): { release(): void } {
  try {
    return acquire(file);
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      throw new FamiliarError('library-busy', 'another Familiar has this library open', { cause: error });
    }
    if (sqliteCode(error) !== 'SQLITE_NOTADB') throw asLibraryError(error);
    // The lock file has no content, so anything that is not a lock can be deleted.
    rmSync(file);
    return acquire(file);
  }
}

function acquire(file: string): { release(): void } {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}
