import { Command } from 'commander';
import { libraryLayout } from '../library/layout.ts';
import { listBackupFiles } from '../services/backups/backup-files.ts';
import { problemOf } from '../services/backups/soundness.ts';
import { examineLibrary } from './examine-library.ts';
import { exitCodes } from './exit.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('read a library and its backups whole, and tell what is wrong with them')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Every page of the database and of each backup is read; nothing is changed. Exit status 1 where something is wrong.

Examples:
  familiar check
  familiar check --library ~/faces --json | jq .library.damage`,
    )
    .action(runCheck);
}

async function runCheck(options: { library: string; json?: boolean }): Promise<void> {
  const { root } = libraryLayout(options.library);
  const { directory, present, problem, store } = await examineLibrary(options.library);
  const damage = problem === null ? (store?.damage ?? []) : [problem];
  const backups = listBackupFiles(root).map(({ name, path }) => ({ name, problem: problemOf(path) }));
  const ok = damage.length === 0 && backups.every((backup) => backup.problem === null);
  if (options.json) printJson({ ok, library: { directory, present, damage }, backups });
  else {
    const state = !present ? ['none yet'] : damage.length > 0 ? damage : ['nothing is wrong'];
    const lines = [
      ...state.map((words) => `${mark(damage.length === 0)} Library ${directory}: ${words}`),
      ...backups.map(
        (backup) => `${mark(backup.problem === null)} ${backup.name}: ${backup.problem ?? 'good'}`,
      ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (!ok) process.exitCode = exitCodes.failed;
}

const mark = (ok: boolean): string => (ok ? '✓' : '✗');
