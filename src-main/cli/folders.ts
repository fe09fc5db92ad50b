import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ImportedFolder } from '../contract/models.ts';
import { countMissingPhotos, listMissingPhotos } from '../db/photos.ts';
import { openLibrary } from '../library/open.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import {
  ImportedFolders,
  describeFolders,
  excludedEverywhere,
  isWatching,
} from '../services/imports/imported-folders.ts';
import { exitCodes } from './exit.ts';
import { describeChanges, importCounts } from './import-changes.ts';
import { onInterrupt } from './interrupt.ts';
import { deviceOption, jsonOption, libraryOption, numberBetween, printJson } from './options.ts';
import type { DeviceRequest } from '../contract/models.ts';
import { ProgressBar } from './progress-bar.ts';
import type { ImportProgress } from '../contract/models.ts';
import { oneLine } from '../contract/visible-text.ts';
import { count } from './words.ts';
import { withWritableLibrary } from './writable-library.ts';

interface LibraryOptions {
  library: string;
  json?: boolean;
}

export function foldersCommand(): Command {
  const command = new Command('folders')
    .description('the folders that were imported: what is there, what is missing, what is watched')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
An imported folder that is not there is offline: its photos stay as they are. Photos whose files are gone from a folder
that is there are missing; they come back when a file does.

Examples:
  familiar folders
  familiar folders look-again
  familiar folders watch off
  familiar folders exclude '*-small.jpg' Screenshots
  familiar folders missing --json | jq -r '.photos[].path'`,
    )
    .action((options: LibraryOptions) => listFolders(options));
  for (const part of [lookAgainCommand(), watchCommand(), excludeCommand(), missingCommand()]) {
    command.addCommand(part);
  }
  return command;
}

function listFolders(options: LibraryOptions): void {
  const { db } = lookIntoLibrary(options.library);
  try {
    const folders = describeFolders(db);
    const report = {
      folders,
      watch: isWatching(db),
      exclude: excludedEverywhere(db),
      missing: countMissingPhotos(db),
    };
    if (options.json) return printJson(report);
    const lines = folders.map(describeFolder);
    if (lines.length === 0) lines.push('No folder was imported yet.');
    lines.push(`Watched while Familiar is open: ${report.watch ? 'yes' : 'no'}`);
    if (report.exclude.length > 0) lines.push(`Left out everywhere: ${oneLine(report.exclude.join(', '))}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    db.close();
  }
}

function describeFolder(folder: ImportedFolder): string {
  const { path, state, photos, missing, watched, followLinks, excluded } = folder;
  const parts = [state, count(photos, 'photo')];
  if (missing > 0) parts.push(`${missing} missing`);
  if (!watched) parts.push('not watched');
  if (followLinks) parts.push('links are followed');
  if (excluded.length > 0) parts.push(`without ${oneLine(excluded.join(', '))}`);
  return `${oneLine(path)}: ${parts.join(', ')}`;
}

function lookAgainCommand(): Command {
  return new Command('look-again')
    .description('look at imported folders again, for what has changed; at all of them where none is named')
    .argument('[folder...]')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(lookAgain);
}

async function lookAgain(paths: string[], _own: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<LibraryOptions & { device: DeviceRequest }>();
  const interrupt = onInterrupt();
  const library = await openLibrary(options.library, { device: options.device });
  const bar = new ProgressBar();
  library.subscribe((name, payload) => {
    if (name === 'import.progress') bar.update(payload as ImportProgress);
  });
  try {
    const named = paths.map((path) => library.imports.folders.get(resolve(path)).path);
    library.imports.lookAgain(named.length > 0 ? named : null, false);
    const stop = () => void library.imports.stop();
    if (interrupt.signal.aborted) stop();
    else interrupt.signal.addEventListener('abort', stop);
    const report = importCounts(await library.imports.finished());
    bar.stop();
    if (options.json) printJson(report);
    else {
      const { photos, skipped, failed } = report;
      const lines = [
        `${count(photos, 'new photo')}, ${count(skipped, 'photo')} known.`,
        ...describeChanges(report),
      ];
      for (const { path, code, message } of failed)
        lines.push(`  ${oneLine(path)}: ${oneLine(message)} (${code})`);
      process.stdout.write(`${lines.join('\n')}\n`);
    }
    if (interrupt.signal.aborted) process.exitCode = exitCodes.interrupted;
  } finally {
    bar.stop();
    interrupt.release();
    await library.close();
  }
}

function watchCommand(): Command {
  return new Command('watch')
    .description('whether folders are watched while Familiar is open, and looked at when it starts')
    .addArgument(new Command().createArgument('<on|off>').choices(['on', 'off']))
    .argument('[folder]', 'only this one; otherwise all')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .action(async (state: 'on' | 'off', folder: string | undefined, _own, command: Command) => {
      const options = command.optsWithGlobals<LibraryOptions>();
      const path = folder === undefined ? null : resolve(folder);
      await withWritableLibrary(options.library, (db) =>
        new ImportedFolders(db, null).watch(path, state === 'on'),
      );
      if (options.json) printJson({ path, watch: state === 'on' });
    });
}

function excludeCommand(): Command {
  return new Command('exclude')
    .description(
      'leave out of all folders what has one of these names or paths; without any, nothing but what always is',
    )
    .argument('[glob...]')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .action(async (globs: string[], _own, command: Command) => {
      const options = command.optsWithGlobals<LibraryOptions>();
      await withWritableLibrary(options.library, (db) => new ImportedFolders(db, null).exclude(globs));
      if (options.json) printJson({ exclude: globs });
    });
}

function missingCommand(): Command {
  return new Command('missing')
    .description('photos of which no file is there, those found so last first')
    .option('--limit <n>', 'at most so many', numberBetween(1, 1_000_000, 'whole'), 1000)
    .addOption(libraryOption())
    .addOption(jsonOption())
    .action((_own, command: Command) => {
      const options = command.optsWithGlobals<LibraryOptions & { limit: number }>();
      const { db } = lookIntoLibrary(options.library);
      try {
        const [photos, total] = [listMissingPhotos(db, 0, options.limit), countMissingPhotos(db)];
        if (options.json) return printJson({ photos, total });
        process.stdout.write(`${count(total, 'photo')} missing\n`);
        for (const { path, why } of photos) process.stdout.write(`  ${oneLine(path)} (${why})\n`);
      } finally {
        db.close();
      }
    });
}
