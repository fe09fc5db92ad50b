import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FamiliarError } from '../contract/errors.ts';
import { asLibraryError, sqliteCode } from './errors.ts';

/**
 * Takes the library for this process. The lock is SQLite's own on a file of its own, so that the operating
 * system gives it back however the process ends, and readers of the library are not held up.
 * @throws FamiliarError `library-busy` where another process has it, `library-unwritable`
 */
export function lockLibrary(file: string): { release(): void } {
  try {
    return hold(file);
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      throw new FamiliarError('library-busy', 'another Familiar has this library open', { cause: error });
    }
    if (sqliteCode(error) !== 'SQLITE_NOTADB') throw asLibraryError(error);
    // The lock's file holds nothing: what is not a lock can go.
    rmSync(file);
    return hold(file);
  }
}

function hold(file: string): { release(): void } {
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
