import { Command } from 'commander';
import { fillFolder, formatRescan, type RescanMeasure } from '../../bench/rescan.ts';
import type { RescanOrder } from './rescan-process.ts';
import { startMeasuring } from '../measuring-process.ts';
import { jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

export function benchRescanCommand(): Command {
  return new Command('rescan')
    .description('measure what a look at an imported folder costs in which nothing has changed')
    .option('--files <n>', 'files in it', numberBetween(1, 2_000_000, 'whole'), 100_000)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Makes small files and a library that knows them (not timed), and looks at the folder in a process of its own, as
Familiar does when it starts.

Examples:
  familiar bench rescan
  familiar bench rescan --files 1000000 --json`,
    )
    .action(async (_own, command: Command) => {
      const { files, json } = command.optsWithGlobals<{ files: number; json?: boolean }>();
      const measured = await measure(files);
      if (json) printJson(measured);
      else process.stdout.write(formatRescan(measured));
    });
}

/** Measures one size of folder. The process starts while this one is small. */
async function measure(files: number): Promise<RescanMeasure> {
  const looker = startMeasuring<RescanOrder, RescanMeasure>('./bench/rescan-process');
  try {
    return await inTemporaryFolder(async (directory) => {
      fillFolder(directory, files);
      return looker.run({ directory, files });
    });
  } finally {
    looker.end();
  }
}
