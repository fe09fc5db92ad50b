import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { numberBetween, printJson } from '../cli/options.ts';
import { runCalls } from './calls/run-calls.ts';

/** Tries faults on Familiar; see README.md. Not part of the build. */
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

async function inFolder(work: (folder: string) => Promise<boolean>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-faults-'));
  try {
    if (!(await work(folder))) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await program.parseAsync();
