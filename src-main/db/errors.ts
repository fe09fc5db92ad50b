import Database from 'better-sqlite3';
import { FamiliarError } from '../contract/errors.ts';

/** SQLite's extended result code, such as `SQLITE_FULL`; undefined for other errors. */
export const sqliteCode = (error: unknown): string | undefined =>
  error instanceof Database.SqliteError ? error.code : undefined;

/**
 * Maps errors of SQLite, and a full or write-protected disk, to Familiar's codes: `library-damaged`,
 * `library-busy`, `disk-full` or `library-unwritable`, and `cancelled` for a closed database. Other errors
 * are returned unchanged, since an unreadable file, for example, need not belong to the library.
 */
export function asLibraryError(error: unknown): unknown {
  const code = sqliteCode(error) ?? (error as NodeJS.ErrnoException).code ?? '';
  const words = error instanceof Error ? error.message : String(error);
  const named = (as: ConstructorParameters<typeof FamiliarError>[0], what: string) =>
    new FamiliarError(as, `${what} (${words})`, { cause: error });
  if (error instanceof FamiliarError) return error;
  // The library was closed, or restored from a backup, during the call.
  if (words === 'The database connection is not open') {
    return new FamiliarError('cancelled', 'the library was closed meanwhile', { cause: error });
  }
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return named('library-damaged', 'the library is damaged');
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return named('library-busy', 'the library is in use');
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)$/.test(code)) {
    return named('disk-full', 'there is no room left for the library; nothing was changed');
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM)|^EROFS$/.test(code)) {
    return named('library-unwritable', 'the library cannot be written or opened there');
  }
  return error;
}

/** The same, and errors of the file system for files in the library's own directory. */
export function asDirectoryError(error: unknown): unknown {
  const known = asLibraryError(error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (known instanceof FamiliarError || !/^E[A-Z]+$/.test(code)) return known;
  const words = `the library cannot be written or opened there (${(error as Error).message})`;
  return new FamiliarError('library-unwritable', words, { cause: error });
}
