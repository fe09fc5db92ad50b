import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../common/running.ts';
import { sweepNotedDrafts } from '../../interchange/drafts.ts';
import { backupFolder, draftEnding } from './backup-files.ts';
import { nextEnding } from './restore.ts';

/**
 * Removes what killed processes have left of caches, models, backups and restores, and beside photos. To be called by whoever
 * holds the library's lock; a backup may be under way all the same, in a process that only reads.
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
    if (writerOf(name) === process.pid || !isRunning(writerOf(name)))
      rmSync(join(backupFolder(root), name), { force: true });
  }
}

/** SQLite may have put a journal beside one. */
const draftName = new RegExp(`\\.(\\d+)\\${draftEnding}(-journal)?$`);

const draftsIn = (folder: string): string[] => namesIn(folder).filter((name) => draftName.test(name));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The process that writes a draft is in the draft's name. */
const writerOf = (name: string): number => Number(draftName.exec(name)?.[1]);

/** Where the folders are kept in which names are being written into photos or beside them. */
export const draftRecord = (root: string): string => join(root, 'drafts.txt');
