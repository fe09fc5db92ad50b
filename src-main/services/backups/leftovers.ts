import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessRunning } from '../../common/running.ts';
import { sweepNotedDrafts } from '../../interchange/drafts.ts';
import { backupFolder, draftEnding } from './backup-files.ts';
import { nextEnding } from './restore.ts';

/**
 * Removes drafts of killed processes: caches, models, backups, restores, and files beside photos. The caller holds
 * the library's lock; a reading process may still be writing a backup.
 */
export function sweepLeftovers(root: string, database: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal', '.schema']) {
    rmSync(database + nextEnding + ending, { force: true });
  }
  for (const folder of ['index', 'models']) {
    for (const name of namesIn(join(root, folder)).filter((name) => /\.new(\.json)?$/.test(name))) {
      rmSync(join(root, folder, name), { recursive: true, force: true });
    }
  }
  sweepNotedDrafts(draftRecord(root));
  for (const name of draftsIn(backupFolder(root))) {
    if (writerOf(name) === process.pid || !isProcessRunning(writerOf(name)))
      rmSync(join(backupFolder(root), name), { force: true });
  }
}

/** SQLite may have made a journal beside a draft. */
const draftName = new RegExp(`\\.(\\d+)\\${draftEnding}(-journal)?$`);

const draftsIn = (folder: string): string[] => namesIn(folder).filter((name) => draftName.test(name));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Process id of the writer, which the draft's name contains. */
const writerOf = (name: string): number => Number(draftName.exec(name)?.[1]);

/** File that lists the folders in which names are being written into or beside photos. */
export const draftRecord = (root: string): string => join(root, 'drafts.txt');
