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
  /** The backup that brings back what was there before; null where that could not be read. */
  undo: string | null;
  /** Where the damaged database lies now; null where it was sound. */
  damaged: string | null;
}

/**
 * Takes a library back to a backup. What is there is backed up first; a damaged database is put aside. The pictures
 * that can still be read stay. To be called by whoever holds the library's lock, with its database closed: killed
 * anywhere, the library is as it was, or as the backup says, or it is said that its database is missing.
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
 * Puts another database in the place of a library's, after the present one has been backed up or put aside.
 * @param write makes the new database at a path where nothing is
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
    // The caches are of the faces that were there before.
    rmSync(join(root, 'index'), { recursive: true, force: true });
    if (isSound) settle(database);
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

/** What a database is called while it is made ready to take the place of a library's. */
export const nextEnding = '.next';

/** Brings what is still in the write-ahead log into the database, so that this can be replaced as one file. */
function settle(database: string): void {
  const db = openForWriting(database);
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  for (const ending of logEndings) rmSync(database + ending, { force: true });
}

/** @returns where the database lies now; null where there was none */
function putAside(root: string, database: string): string | null {
  if (!existsSync(database)) return null;
  mkdirSync(backupFolder(root), { recursive: true });
  const { path } = nextBackupFile(root, 'restore', new Date());
  const aside = path.replace('-restore-', '-damaged-');
  for (const ending of ['', ...logEndings]) {
    if (existsSync(database + ending)) renameSync(database + ending, aside + ending);
  }
  // It has all of the pictures, so only the last one is kept.
  for (const name of readdirSync(dirname(aside))) {
    if (name.includes('-damaged-') && !name.startsWith(basename(aside))) rmSync(join(dirname(aside), name));
  }
  return aside;
}

const logEndings = ['-wal', '-shm'];
