import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { Backup } from '../contract/backups.ts';
import { FamiliarError } from '../contract/errors.ts';
import { libraryLayout } from '../library/layout.ts';
import { backupFolder, describeBackup, listBackupFiles } from '../services/backups/backup-files.ts';
import { tellDamage } from '../services/backups/damaged.ts';
import { makeBackup } from '../services/backups/make-backup.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';
import { count } from './words.ts';

interface BackupOptions {
  library: string;
  list?: boolean;
  json?: boolean;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('make a backup of a library now, also while it is open; or list its backups')
    .addOption(libraryOption())
    .option('--list', 'list the backups instead, the newest first')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A backup holds all that Familiar knows (people, names, labels, corrections and their history, photos, faces and their
vectors, models in use, settings) but no pictures of faces and no thumbnails: they are made from the photos again.
Files of face networks that you added stay where they are, in the library's folder models.

Familiar makes one by itself once a day where something has changed, and before it changes the database for a newer
version, takes another model into use, removes much, or restores. Kept are the last of each of the last 7 days and of
the last 4 weeks, the last 3 that you asked for, the last 2 made before a removal and before a restore, and the last
one made before each of the others. They lie in the library's folder backups.

Examples:
  familiar backup
  familiar backup --list
  familiar backup --list --json | jq -r '.backups[0].name'`,
    )
    .action(runBackup);
}

function runBackup(options: BackupOptions): void {
  const { root, database } = libraryLayout(options.library);
  if (options.list) return printList(root, options.json);
  if (!existsSync(database)) throw new FamiliarError('not-found', `there is no library in ${root}`);
  try {
    const backup = makeBackup(root, database, 'asked');
    if (options.json) printJson({ backup });
    else process.stdout.write(`Made ${describe(backup)}\n`);
  } catch (error) {
    throw tellDamage(root, error);
  }
}

function printList(root: string, json = false): void {
  const backups = listBackupFiles(root).map(describeBackup);
  const folder = backupFolder(root);
  if (json) printJson({ backups, folder });
  else process.stdout.write(backups.map((one) => `${describe(one)}\n`).join('') || 'There are no backups.\n');
}

function describe({ name, bytes, holds }: Backup): string {
  const size = `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  if (!holds) return `${name}: cannot be read, ${size}`;
  const { photos, faces, named } = holds;
  return `${name}: ${count(photos, 'photo')}, ${count(faces, 'face')}, ${count(named, 'name')}, ${size}`;
}
