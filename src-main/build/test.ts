import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './checks.ts';
import { runChild } from './child.mjs';
import { judge, type NamedOutcome, outcomeEnvironment, readOutcome, summary, totalLine } from './outcome.ts';
import { packageCommand } from './package-command.ts';
import { prepare } from './prepare.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inBuild = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A runner of tests, which leaves its outcome in a file. */
interface Runner {
  name: string;
  /** Arguments of Node. */
  args: string[];
  /** True if it is run only with the gates. */
  isGate?: boolean;
}

const vitest = (config: string, ...options: string[]): string[] => [
  ...[packageCommand('vitest'), 'run', '--config', config, ...options],
  ...['--reporter=default', `--reporter=${inBuild('vitest-reporter.ts')}`],
];

const runners: Runner[] = [
  { name: 'unit and integration', args: vitest('src-main/vitest.config.ts', '--project=!laboratory') },
  {
    name: 'laboratory',
    args: vitest('src-main/vitest.config.ts', '--project=laboratory'),
    isGate: true,
  },
  { name: 'recognition gates', args: vitest('src-main/vitest.gates.config.ts'), isGate: true },
  {
    name: 'end to end',
    args: [
      ...[packageCommand('@playwright/test', 'playwright'), 'test', '--config', 'e2e/playwright.config.ts'],
      `--reporter=list,${inBuild('playwright-reporter.ts')}`,
    ],
  },
];

/**
 * Builds, then runs the tests of the product, also after failures, and prints the results. With FAMILIAR_GATES=1 it
 * also runs the checks, the tests of the laboratory and the gates. The last line is `N passed, N failed, N skipped`. A
 * check counts as one test, which passes if it ends without error.
 * @returns exit status: 0 if nothing failed
 */
export async function test(): Promise<number> {
  const withGates = Boolean(process.env['FAMILIAR_GATES']);
  const outcomes = [await build()];
  let isInterrupted = false;
  if (withGates) {
    const checks = await runChecks();
    for (const { name, status } of checks.outcomes)
      outcomes.push(judge(name, checkOutcome(status === 0), status));
    isInterrupted = checks.interrupted;
  }
  const temporary = await mkdtemp(join(tmpdir(), 'familiar-test-'));
  try {
    for (const [index, runner] of runners.filter(({ isGate }) => withGates || !isGate).entries()) {
      if (isInterrupted) break;
      const { outcome, interrupted } = await run(runner, join(temporary, `${index}.json`));
      outcomes.push(outcome);
      isInterrupted = interrupted;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  process.stdout.write(`\n${summary(outcomes)}\n\n${totalLine(outcomes)}\n`);
  return !isInterrupted && outcomes.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function build(): Promise<NamedOutcome> {
  try {
    await prepare();
    return judge('build', checkOutcome(true), 0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return judge('build', checkOutcome(false), 1);
  }
}

async function run({ name, args }: Runner, outcomeFile: string) {
  process.stdout.write(`\n── ${name}\n`);
  const started = performance.now();
  const { code, interrupted } = await runChild(process.execPath, args, {
    cwd: root,
    env: outcomeEnvironment(outcomeFile),
  });
  const outcome = judge(name, readOutcome(outcomeFile), code);
  const verdict = outcome.failed === 0 ? 'passed' : 'failed';
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`── ${name} ${verdict} (${seconds} s)\n`);
  return { outcome, interrupted };
}

const checkOutcome = (passed: boolean) => ({
  passed: passed ? 1 : 0,
  failed: passed ? 0 : 1,
  skipped: 0,
  skips: [],
});
