import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { judge, type NamedOutcome, outcomeEnvironment, readOutcome, summary, totalLine } from './outcome.ts';
import { packageCommand } from './package-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inBuild = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A stage of `npm test`, run by Node. */
interface Stage {
  name: string;
  args: string[];
  /** A runner reports many tests; a check counts as one test, passed if it ends without error. */
  kind: 'check' | 'runner';
}

const tsc = packageCommand('typescript', 'tsc');
const svelteCheck = packageCommand('svelte-check');

const stages: Stage[] = [
  { name: 'build', kind: 'check', args: [inBuild('setup.mjs'), 'build'] },
  {
    name: 'format',
    kind: 'check',
    args: [packageCommand('prettier'), '--check', '--log-level', 'warn', '.'],
  },
  {
    name: 'unused code',
    kind: 'check',
    args: [packageCommand('knip'), '--config', 'src-main/build/knip.json'],
  },
  { name: 'lint', kind: 'check', args: [packageCommand('eslint'), '--max-warnings', '0', '.'] },
  { name: 'types', kind: 'check', args: [tsc, '-p', 'tsconfig.json'] },
  { name: 'types of the journeys', kind: 'check', args: [tsc, '-p', 'e2e/tsconfig.json'] },
  {
    name: 'types of the page',
    kind: 'check',
    args: [svelteCheck, '--tsconfig', 'src-renderer/tsconfig.json', '--fail-on-warnings'],
  },
  {
    name: 'unit and integration',
    kind: 'runner',
    args: [
      packageCommand('vitest'),
      'run',
      '--config',
      'src-main/vitest.config.ts',
      '--reporter=default',
      `--reporter=${inBuild('vitest-reporter.ts')}`,
    ],
  },
  {
    name: 'recognition gates',
    kind: 'runner',
    args: [
      packageCommand('vitest'),
      'run',
      '--config',
      'src-main/vitest.gates.config.ts',
      '--reporter=default',
      `--reporter=${inBuild('vitest-reporter.ts')}`,
    ],
  },
  {
    name: 'end to end',
    kind: 'runner',
    args: [
      packageCommand('@playwright/test', 'playwright'),
      'test',
      '--config',
      'e2e/playwright.config.ts',
      `--reporter=list,${inBuild('playwright-reporter.ts')}`,
    ],
  },
];

/**
 * Runs every check and every test, also after failures, and prints the results. The last line is `N passed, N
 * failed, N skipped`.
 * @returns exit status: 0 if nothing failed
 */
export async function test(): Promise<number> {
  const outcomes: NamedOutcome[] = [];
  const temporary = await mkdtemp(join(tmpdir(), 'familiar-test-'));
  try {
    for (const [index, stage] of stages.entries()) {
      const { outcome, interrupted } = await run(stage, join(temporary, `${index}.json`));
      outcomes.push(outcome);
      if (interrupted) break;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  console.log(`\n${summary(outcomes)}\n\n${totalLine(outcomes)}`);
  return outcomes.length === stages.length && outcomes.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function run({ name, kind, args }: Stage, outcomeFile: string) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const { code, interrupted } = await runChild(process.execPath, args, {
    cwd: root,
    env: outcomeEnvironment(outcomeFile),
  });
  const own = kind === 'runner' ? readOutcome(outcomeFile) : checkOutcome(code === 0);
  const outcome = judge(name, own, code);
  const verdict = outcome.failed === 0 ? 'passed' : 'failed';
  console.log(`── ${name} ${verdict} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return { outcome, interrupted };
}

const checkOutcome = (passed: boolean) => ({
  passed: passed ? 1 : 0,
  failed: passed ? 0 : 1,
  skipped: 0,
  skips: [],
});
