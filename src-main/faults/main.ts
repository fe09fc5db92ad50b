import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { numberBetween, printJson } from '../cli/options.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { runConnections } from './connections/run-connections.ts';
import { runKills } from './kills/run-kills.ts';
import { type Work, works } from './kills/works.ts';
import { runCalls } from './calls/run-calls.ts';

/** Command line of the fault trials; see README.md. Not part of the build. */
const program = new Command('faults').description('try faults on Familiar, and tell what was lost');

program
  .command('calls')
  .description('call every method of the contract with parameters that are right and wrong')
  .option('--count <n>', 'calls', numberBetween(1, 10_000_000, 'whole'), 100_000)
  .option('--seed <s>', 'the same seed makes the same calls', numberBetween(0, 2 ** 31, 'whole'), 1)
  .action(({ count, seed }: { count: number; seed: number }) =>
    inFolder(async (folder) => {
      const report = await runCalls(folder, count, seed);
      printJson(report);
      return report.problems.length === 0;
    }),
  );

program
  .command('kills')
  .description(
    'kill processes that import, edit, back up, restore, switch models and learn, and look for losses',
  )
  .option('--count <n>', 'kills', numberBetween(1, 100_000, 'whole'), 300)
  .option(
    '--seed <s>',
    'the same seed kills at about the same moments',
    numberBetween(0, 2 ** 31, 'whole'),
    1,
  )
  .addOption(
    new Option('--only <works...>', 'what the processes are at; by default everything').choices(
      Object.keys(works),
    ),
  )
  .action(({ count, seed, only }: { count: number; seed: number; only?: Work[] }) =>
    inFolder(async (folder) => {
      const told = (kill: number) => void process.stderr.write(`${kill}\n`);
      const ended = new AbortController();
      process.once('SIGINT', () => ended.abort());
      const report = await runKills(folder, { count, seed, only, told, signal: ended.signal });
      printJson(report);
      return report.failed.length === 0;
    }),
  );

program
  .command('connections')
  .description('run import, doctor, training and serve under a guard, and tell what leaves this computer')
  .option('--seconds <n>', 'for which they run at least, all told', numberBetween(1, 86_400, 'whole'), 60)
  .action(({ seconds }: { seconds: number }) =>
    inFolder(async (folder) => {
      const report = await runConnections(folder, seconds, samplePhotos());
      printJson(report);
      return report.deeds.length === 0 && report.failed.length === 0;
    }),
  );

async function inFolder(work: (folder: string) => Promise<boolean>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-faults-'));
  try {
    if (!(await work(folder))) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await program.parseAsync();
