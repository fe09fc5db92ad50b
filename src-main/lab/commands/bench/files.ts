import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type FileReport, formatFiles, reportFiles } from '../../bench/file-report.ts';
import { readFiles } from '../../bench/file-outcomes.ts';
import { FamiliarError } from '../../../contract/errors.ts';
import { exitCodes } from '../../../cli/exit.ts';
import { jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { barOnTerminal } from '../../../cli/progress-bar.ts';

/** Limit of decoding a file in seconds, if no other is given. */
const usualLimit = 10;

export function benchFilesCommand(): Command {
  return new Command('files')
    .description('decode files, damaged and hostile ones too, and count what becomes of them')
    .argument('<path...>', 'folders, of which every file is taken whatever its ending, and files')
    .option('--limit <seconds>', 'a file that takes longer hangs', numberBetween(0.1, 3600), usualLimit)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each file is decoded as recognition does it, in a process that may die of it. Counted are those decoded, those refused
by the code of the refusal and its reason, and those that ended the process or took too long. Exit status 1 where one did.

Examples:
  familiar bench files ../shared/photos/fuzzed ../shared/photos/heif-fuzz ../shared/photos/hostile
  familiar bench files ~/Pictures/damaged --json | jq .outcomes`,
    )
    .action(async (paths: string[], _own, command: Command) => {
      const options = command.optsWithGlobals<{ limit: number; json?: boolean }>();
      const report = await measure(filesUnder(paths), options.limit);
      if (options.json) printJson(report);
      else process.stdout.write(formatFiles(report));
      if (report.crashes.length + report.hangs.length > 0) process.exitCode = exitCodes.failed;
    });
}

async function measure(paths: readonly string[], limit: number): Promise<FileReport> {
  const bar = barOnTerminal('{bar} {value}/{total}');
  bar?.start(paths.length, 0);
  try {
    return await reportFiles(readFiles(paths, limit), () => bar?.increment());
  } finally {
    bar?.stop();
  }
}

/** @throws FamiliarError `path-missing` */
function filesUnder(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new FamiliarError('path-missing', `there is nothing at ${path}`);
    if (!stats.isDirectory()) return [resolve(path)];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => resolve(join(entry.parentPath, entry.name)))
      .sort();
  });
}
