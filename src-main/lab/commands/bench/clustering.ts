import { Command } from 'commander';
import { type ClusteringRow, fillLibrary, formatClustering } from '../../bench/clustering.ts';
import type { GroupingMeasure, GroupingOrder } from './grouping.ts';
import { startMeasuring } from '../measuring-process.ts';
import { jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const usualSizes = [10_000, 100_000];

export function benchClusteringCommand(): Command {
  const count = numberBetween(100, 2_000_000, 'whole');
  return new Command('clustering')
    .description('measure what grouping costs in libraries of some sizes')
    .option('--faces <n...>', `faces in a library; ${usualSizes.join(' and ')} without`, (text, before) => [
      ...((before as number[] | undefined) ?? []),
      count(text),
    ])
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
For each size, fills a library with made-up vectors that are spread as those of real faces are (not timed),
groups it, opens it again, moves the slider, and takes in 1,000 more faces of mostly the
same people, in processes of their own. A million
faces take half an hour and 5 GB of disk.

Examples:
  familiar bench clustering
  familiar bench clustering --faces 10000 --faces 100000 --faces 1000000 --json`,
    )
    .action(async (_own, command: Command) => {
      const options = command.optsWithGlobals<{ faces?: number[]; json?: boolean }>();
      const rows: ClusteringRow[] = [];
      for (const faces of options.faces ?? usualSizes) rows.push(await measure(faces));
      if (options.json) printJson({ rows });
      else process.stdout.write(formatClustering(rows));
    });
}

/** Measures one size of library. The processes start while this one is small. */
async function measure(faces: number): Promise<ClusteringRow> {
  const builder = startMeasuring<GroupingOrder, GroupingMeasure>('./bench/grouping');
  const user = startMeasuring<GroupingOrder, GroupingMeasure>('./bench/grouping');
  try {
    return await inTemporaryFolder(async (directory) => {
      fillLibrary(directory, faces, 1);
      const built = await builder.run({ directory, faces, what: 'build' });
      const used = await user.run({ directory, faces, what: 'use' });
      return { faces, ...built, ...used } as ClusteringRow;
    });
  } finally {
    builder.end();
    user.end();
  }
}
