import { Argument, Command } from 'commander';
import { FamiliarError } from '../contract/errors.ts';
import { libraryLayout, openLibrary } from '../library.ts';
import { takeBack } from '../restorable-library.ts';
import { newestSoundBackup } from '../services/backups/soundness.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';

interface RestoreOptions {
  library: string;
  json?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('take a library back to a backup; what it is now is backed up first')
    .addArgument(
      new Argument('[backup]', 'name of the backup; by default the newest in which nothing is wrong'),
    )
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A database that is damaged is put aside in the library's folder backups, and not thrown away. Pictures of faces that
can still be read are kept, the others are made from the photos again.

Examples:
  familiar backup --list
  familiar restore
  familiar restore 0007-daily-2026-11-27`,
    )
    .action(runRestore);
}

async function runRestore(backup: string | undefined, options: RestoreOptions): Promise<void> {
  const { root } = libraryLayout(options.library);
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
