import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '../../common/elements.ts';
import { type Backup, type BackupReason, backupName, backupReason } from '../../contract/backups.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { readFacts } from '../../db/library-copy.ts';
import { openForReading } from '../../db/open.ts';
import { type Dated, toKeep } from './retention.ts';

/** A backup, as described by its file name. */
export interface BackupFile extends Dated {
  name: string;
  /** Serial number, higher than that of any earlier backup. */
  number: number;
  reason: BackupReason;
  path: string;
}

const ending = '.sqlite';
/** Ending of an unfinished backup's name; a killed process leaves such a file. */
export const draftEnding = '.part';

/**
 * @param root directory of the library
 */
export const backupFolder = (root: string): string => join(root, 'backups');

/** Backups, newest first. */
export function listBackupFiles(root: string): BackupFile[] {
  return namesIn(backupFolder(root))
    .flatMap((file) => (file.endsWith(ending) ? (parseName(root, file.slice(0, -ending.length)) ?? []) : []))
    .sort((a, b) => b.number - a.number);
}

/**
 * @throws FamiliarError `not-found`
 */
export function findBackupFile(root: string, name: string): BackupFile {
  const found = listBackupFiles(root).find((file) => file.name === name);
  if (!found) throw new FamiliarError('not-found', `there is no backup ${name}`);
  return found;
}

/** The name of the next backup: its number is above those of all files present, of any kind. */
export function nextBackupFile(root: string, reason: BackupReason, at: Date): BackupFile {
  const number = 1 + Math.max(0, ...namesIn(backupFolder(root)).map((name) => Number.parseInt(name) || 0));
  const day = at.toISOString().slice(0, 10);
  return required(parseName(root, `${String(number).padStart(4, '0')}-${reason}-${day}`));
}

/** Description and counts of a backup. */
export function describeBackup({ name, reason, day, path }: BackupFile): Backup {
  // Retention may have removed it just now.
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    const db = openForReading(path);
    try {
      const { at, photos, faces, named } = required(readFacts(db));
      return { name, reason, at, bytes, holds: { photos, faces, named } };
    } finally {
      db.close();
    }
  } catch {
    return { name, reason, at: `${day}T00:00:00.000Z`, bytes, holds: null };
  }
}

/** Removes backups outside the retention rule, and drafts of killed processes. */
export function tidyBackups(root: string): void {
  const files = listBackupFiles(root);
  const kept = new Set(toKeep(files));
  for (const file of files) if (!kept.has(file)) rmSync(file.path, { force: true });
}

/** Removes the whole folder of backups. */
export function removeAllBackups(root: string): void {
  rmSync(backupFolder(root), { recursive: true, force: true });
}

function parseName(root: string, name: string): BackupFile | undefined {
  const [, number, reason, day] = /^(\d{4,9})-([a-z-]+)-(\d{4}-\d\d-\d\d)$/.exec(name) ?? [];
  const known = backupReason.safeParse(reason);
  if (!known.success || day === undefined || !backupName.safeParse(name).success) return undefined;
  const path = join(backupFolder(root), name + ending);
  return { name, number: Number(number), reason: known.data, day, path };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
