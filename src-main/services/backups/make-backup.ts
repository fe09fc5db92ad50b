import { mkdirSync, renameSync, rmSync } from 'node:fs';
import type { Backup, BackupReason } from '../../contract/backups.ts';
import { flushFile, flushFolder } from '../../common/flush.ts';
import { asDirectoryError } from '../../db/errors.ts';
import { copyLibrary } from '../../db/library-copy.ts';
import { backupFolder, describeBackup, draftEnding, nextBackupFile, tidyBackups } from './backup-files.ts';

/**
 * Copies a library's database into its folder of backups beside the writer, and removes backups outside the retention
 * rule. The copy is complete and flushed, or absent.
 * @param root directory of the library
 * @param database path of its database
 * @throws FamiliarError `library-damaged` where a page cannot be read, `disk-full`, `library-unwritable`
 */
export function makeBackup(
  root: string,
  database: string,
  reason: BackupReason,
  at: Date = new Date(),
): Backup {
  const folder = backupFolder(root);
  try {
    mkdirSync(folder, { recursive: true });
    const file = nextBackupFile(root, reason, at);
    const draft = `${file.path}.${process.pid}${draftEnding}`;
    try {
      copyLibrary(database, draft, { reason, at: at.toISOString() });
      flushFile(draft);
      renameSync(draft, file.path);
    } finally {
      rmSync(draft, { force: true });
    }
    flushFolder(folder);
    tidyBackups(root);
    return describeBackup(file);
  } catch (error) {
    throw asDirectoryError(error);
  }
}
