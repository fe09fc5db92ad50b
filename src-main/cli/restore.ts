import { existsSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { entryOf } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import { libraryLayout } from '../library/layout.ts';
import { openLibrary } from '../library/open.ts';
import { salvageDirectory, takeBack } from '../library/restorable-library.ts';
import { backupFolder } from '../services/backups/backup-files.ts';
import { newestSoundBackup } from '../services/backups/soundness.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';
import { count } from './words.ts';

interface RestoreOptions {
  library: string;
  salvage?: boolean;
  json?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('take a library back to a backup; what it is now is backed up first')
    .addArgument(
      new Argument('[backup]', 'name of the backup; by default the newest in which nothing is wrong'),
    )
    .addOption(libraryOption())
    .option('--salvage', 'take no backup, but what can be read of a damaged database')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A database that is damaged is put aside in the library's folder backups, and not thrown away. Pictures of faces that
can still be read are kept, the others are made from the photos again.

Where there is no backup, --salvage reads a damaged database past its damaged pages, row by row, and makes people and
labels that are lost again from the history of edits, as far as that can be read.

Examples:
  familiar backup --list
  familiar restore
  familiar restore 0007-daily-2026-11-27
  familiar restore --salvage`,
    )
    .action(runRestore);
}

async function runRestore(backup: string | undefined, options: RestoreOptions): Promise<void> {
  const { root, database } = libraryLayout(options.library);
  if (!existsSync(database) && !existsSync(backupFolder(root))) {
    throw new FamiliarError('not-found', `there is no library in ${root}`);
  }
  if (options.salvage) return runSalvage(options);
  const name = backup ?? newestSoundBackup(root)?.name;
  if (name === undefined)
    throw new FamiliarError('not-found', `there is no good backup of the library in ${root}`);
  const { undo, damaged } = takeBack(options.library, name);
  await (await openLibrary(options.library)).close();
  if (options.json) printJson({ restored: name, undo, damaged });
  else {
    const next = undo
      ? `familiar restore ${undo} takes that back.`
      : `The damaged database is now ${damaged}.`;
    process.stdout.write(`The library is as it was in ${name}. ${next}\n`);
  }
}

async function runSalvage(options: RestoreOptions): Promise<void> {
  const { saved, undo, damaged } = salvageDirectory(options.library);
  await (await openLibrary(options.library)).close();
  const tables = Object.entries(saved).filter(([, table]) => table.damaged);
  if (options.json) printJson({ saved, undo, damaged });
  else {
    const found = [
      count(entryOf(saved, 'photos').rows, 'photo'),
      count(entryOf(saved, 'faces').rows, 'face'),
      count(entryOf(saved, 'people').rows, 'person', 'people'),
      count(entryOf(saved, 'labels').rows, 'label'),
    ];
    const where =
      tables.length > 0 ? ` Pages were damaged in: ${tables.map(([name]) => name).join(', ')}.` : '';
    const next = undo
      ? `familiar restore ${undo} takes that back.`
      : `The damaged database is now ${damaged}.`;
    process.stdout.write(`Saved ${found.join(', ')}.${where} ${next}\n`);
  }
}
