import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { FamiliarError } from '../../contract/errors.ts';

/**
 * Opens a database for a cache, whose content can be made again.
 * @param directory made where there is none
 * @param table SQL that makes its table where there is none
 * @throws FamiliarError `bad-request` where the directory cannot hold a cache
 */
export function openCacheFile(directory: string, name: string, table: string): Database.Database {
  const file = join(directory, name);
  try {
    mkdirSync(directory, { recursive: true });
    const db = new Database(file);
    // Losing the last entries in a power cut costs nothing here.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    db.exec(table);
    return db;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new FamiliarError('bad-request', `${file} cannot serve as a cache: ${detail}`, { cause });
  }
}
