import { existsSync } from 'node:fs';
import { toWireError } from '../../contract/errors.ts';
import { listDamage } from '../../db/damage.ts';
import { openForReading } from '../../db/open.ts';
import type { BackupFile } from './backup-files.ts';
import { listBackupFiles } from './backup-files.ts';

/** Faults of a database after reading it whole, in SQLite's words or ours; null where it is sound. */
export function problemOf(path: string): string | null {
  if (!existsSync(path)) return 'it is not there';
  try {
    const db = openForReading(path);
    try {
      return listDamage(db)[0] ?? null;
    } finally {
      db.close();
    }
  } catch (error) {
    return toWireError(error).message;
  }
}

/** The newest sound backup; undefined where there is none. */
export function newestSoundBackup(root: string): BackupFile | undefined {
  return listBackupFiles(root).find(({ path }) => problemOf(path) === null);
}
