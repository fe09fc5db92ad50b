import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { flushFile, flushFolder } from '../../common/flush.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { asDirectoryError } from '../../db/errors.ts';
import { copyLibrary, takePictures } from '../../db/library-copy.ts';
import { openForWriting } from '../../db/open.ts';
import { rootsFile } from '../../db/schema-roots.ts';
import { backupFolder, findBackupFile, nextBackupFile } from './backup-files.ts';
import { makeBackup } from './make-backup.ts';
import { requireModels } from './required-models.ts';
import { problemOf } from './soundness.ts';

export interface Restored {
  /** Backup of the state before the restore; null where that state was unreadable. */
  undo: string | null;
  /** New path of the damaged database; null where it was sound. */
  damaged: string | null;
}

/**
 * Restores a library to a backup. The present state is backed up first; a damaged database is moved aside. Readable
 * pictures are kept. The caller holds the library's lock with the database closed. If the process is killed, the
 * library is in the old state, in the restored state, or reports that its database is missing.
 * @param root directory of the library
 * @param database path of its database
 * @throws FamiliarError `not-found`, `library-damaged` where the backup itself is, `disk-full`, `library-unwritable`
 */
export function restoreBackup(root: string, database: string, name: string): Restored {
  const { path } = findBackupFile(root, name);
  const problem = problemOf(path);
  if (problem !== null)
    throw new FamiliarError('library-damaged', `the backup ${name} is damaged: ${problem}`);
  return replaceDatabase(root, database, (draft) => {
    copyLibrary(path, draft, null);
    if (existsSync(database)) takePictures(draft, database);
  });
}

/**
 * Replaces a library's database, after backing up or moving aside the present one.
 * @param write creates the new database at a free path
 */
export function replaceDatabase(root: string, database: string, write: (draft: string) => void): Restored {
  const draft = `${database}${nextEnding}`;
  try {
    const isSound = problemOf(database) === null;
    rmSync(draft, { force: true });
    write(draft);
    requireModels(root, draft);
    const undo = isSound ? makeBackup(root, database, 'restore').name : null;
    flushFile(draft);
    // The caches belong to the replaced database.
    rmSync(join(root, 'index'), { recursive: true, force: true });
    if (isSound) checkpointAndClose(database);
    const damaged = isSound ? null : putAside(root, database);
    rmSync(rootsFile(database), { force: true });
    renameSync(draft, database);
    flushFolder(root);
    return { undo, damaged };
  } catch (error) {
    throw asDirectoryError(error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Ending of a database that is being prepared to replace a library's. */
export const nextEnding = '.next';

/** Checkpoints the write-ahead log, so that the database can be replaced as one file. */
function checkpointAndClose(database: string): void {
  const db = openForWriting(database);
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  for (const ending of logEndings) rmSync(database + ending, { force: true });
}

/**
 * @returns new path of the database; null where there was none
 */
function putAside(root: string, database: string): string | null {
  if (!existsSync(database)) return null;
  mkdirSync(backupFolder(root), { recursive: true });
  const { path } = nextBackupFile(root, 'restore', new Date());
  const aside = path.replace('-restore-', '-damaged-');
  for (const ending of ['', ...logEndings]) {
    if (existsSync(database + ending)) renameSync(database + ending, aside + ending);
  }
  // The copy holds all pictures, so only the latest one is kept.
  for (const name of readdirSync(dirname(aside))) {
    if (name.includes('-damaged-') && !name.startsWith(basename(aside))) rmSync(join(dirname(aside), name));
  }
  return aside;
}

const logEndings = ['-wal', '-shm'];
