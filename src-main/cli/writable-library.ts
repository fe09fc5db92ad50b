import { existsSync } from 'node:fs';
import { FamiliarError } from '../contract/errors.ts';
import { lockLibrary } from '../db/lock.ts';
import type { WritableDb } from '../db/open.ts';
import { libraryLayout } from '../library/layout.ts';
import { openLogFile } from '../logging/log-file.ts';
import { openDatabase } from '../services/backups/open-database.ts';

/**
 * Works on the database of a library that no other process has open; starts no other part of it.
 * @throws FamiliarError `not-found`, `library-busy`, `library-newer`, `library-damaged`, `library-unwritable`
 */
export async function withWritableLibrary<T>(
  directory: string,
  act: (db: WritableDb) => Promise<T> | T,
): Promise<T> {
  const layout = libraryLayout(directory);
  if (!existsSync(layout.database)) {
    throw new FamiliarError('not-found', `there is no library in ${layout.root}`);
  }
  const lock = lockLibrary(layout.lock);
  const log = openLogFile(layout.logs, 'engine');
  try {
    const db = openDatabase(layout);
    try {
      return await act(db);
    } finally {
      db.close();
    }
  } finally {
    log.close();
    lock.release();
  }
}
