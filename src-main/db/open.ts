import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { FamiliarError } from '../contract/errors.ts';
import { asLibraryError, sqliteCode } from './errors.ts';
import { migrations, schemaVersion } from './migrations/index.ts';

// SQLite reads this once, when the first database is opened. Paths are absolute, so none is mistaken for a
// URI.
process.env.SQLITE_USE_URI = '1';

/** Marks a SQLite file as a Familiar library ("Fami" in ASCII). */
const applicationId = 0x46616d69;

declare const writable: unique symbol;
/** A read-only connection. */
export type ReadableDb = Database.Database;
/** A connection that may write. Only the engine that has the library's lock has one. */
export type WritableDb = Database.Database & { [writable]: true };

/**
 * Opens a library's database for writing; creates it, or migrates it to this build's schema.
 * @param file path, or `:memory:`
 * @param beforeMigration called before an older schema is changed
 * @throws FamiliarError `library-newer` for a later version, `library-damaged` for a file that is not a
 * library
 */
export function openForWriting(file: string, beforeMigration: () => void = () => {}): WritableDb {
  let db: WritableDb;
  try {
    db = connect(file, {}) as WritableDb;
  } catch (error) {
    throw asLibraryError(error);
  }
  try {
    checkOrigin(db, file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // Overwrites deleted data, instead of only releasing its pages.
    db.pragma('secure_delete = ON');
    if (isOlder(db)) beforeMigration();
    migrate(db);
    db.pragma('foreign_keys = ON');
  } catch (error) {
    db.close();
    throw asLibraryError(error);
  }
  return db;
}

/**
 * Makes writes without waiting for the disk, for data that a later process would derive again, such as
 * recognised photos: after a power failure they may be lost, but the database is sound. All other writes are
 * on the disk when they return, with all writes before them.
 * @param write makes its own transactions
 */
export function writeUnflushed<T>(db: WritableDb, write: () => T): T {
  db.pragma('synchronous = NORMAL');
  try {
    return write();
  } finally {
    db.pragma('synchronous = FULL');
  }
}

/**
 * Opens a library's database for reading beside a writer.
 * @throws FamiliarError as {@link openForWriting}, and `not-found` if there is none
 */
export function openForReading(file: string): ReadableDb {
  if (!existsSync(file)) throw new FamiliarError('not-found', `there is no library at ${file}`);
  try {
    return openChecked(file, file);
  } catch (error) {
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(sqliteCode(error) ?? '')) throw asLibraryError(error);
    return openUnwritable(file, error);
  }
}

/**
 * Opens a library on a read-only medium. SQLite needs to create its shared memory beside the database, unless
 * it is told that nobody changes the file. Then the write-ahead log is ignored, so it must be empty.
 */
function openUnwritable(file: string, refused: unknown): ReadableDb {
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    const why = 'its last changes are not in its database yet: open it once where it can be written';
    throw new FamiliarError('library-unwritable', why, { cause: refused });
  }
  try {
    return openChecked(`${pathToFileURL(file).href}?immutable=1`, file);
  } catch (error) {
    throw asLibraryError(error);
  }
}

/** @throws FamiliarError, SqliteError */
function openChecked(name: string, file: string): ReadableDb {
  const db = connect(name, { readonly: true, fileMustExist: true });
  try {
    if (checkOrigin(db, file) === 0) throw new FamiliarError('not-found', `the library at ${file} is empty`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function connect(file: string, options: Database.Options): Database.Database {
  return new Database(file, { timeout: 5000, ...options });
}

/** @returns the version of the schema; 0 for an empty database */
function checkOrigin(db: ReadableDb, file: string): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  const origin = db.pragma('application_id', { simple: true }) as number;
  const empty = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!empty && origin !== applicationId) {
    throw new FamiliarError('library-damaged', `${file} is a database, but not a Familiar library`);
  }
  if (version > schemaVersion) {
    throw new FamiliarError(
      'library-newer',
      `this library was written by a newer Familiar (schema ${version}; this one knows ${schemaVersion})`,
    );
  }
  return version;
}

/** Was the database written by an older version? False for a new one. */
function isOlder(db: ReadableDb): boolean {
  const version = db.pragma('user_version', { simple: true }) as number;
  return version > 0 && version < schemaVersion;
}

/** Foreign keys are off during a migration: rebuilding a table would delete the rows that refer to it. */
function migrate(db: WritableDb): void {
  db.pragma('foreign_keys = OFF');
  const current = db.pragma('user_version', { simple: true }) as number;
  for (const { version, sql } of migrations.slice(current)) {
    db.transaction(() => {
      db.exec(sql);
      if ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new FamiliarError('library-damaged', 'the library has rows that point to rows that are gone');
      }
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}
