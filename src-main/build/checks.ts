import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { packageCommand } from './package-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = (name: string): string => join(root, 'node_modules', '.cache', name);
const tsc = packageCommand('typescript', 'tsc');

/** Arguments of Node by the name of the check, the longest checks first. Caches make repeated runs fast. */
const checks: Readonly<Record<string, readonly string[]>> = {
  lint: [
    ...[packageCommand('eslint'), '--max-warnings', '0', '.'],
    ...['--cache', '--cache-strategy', 'content', '--cache-location', cache('eslint')],
  ],
  format: [
    ...[packageCommand('prettier'), '--check', '--log-level', 'warn', '.'],
    ...['--cache', '--cache-location', cache('format')],
  ],
  types: [tsc, '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', cache('types.tsbuildinfo')],
  'types of the page': [
    ...[packageCommand('svelte-check'), '--tsconfig', 'src-renderer/tsconfig.json', '--fail-on-warnings'],
  ],
  'types of the journeys': [
    ...[tsc, '-p', 'e2e/tsconfig.json', '--incremental'],
    ...['--tsBuildInfoFile', cache('types-e2e.tsbuildinfo')],
  ],
  'unused code': [packageCommand('knip'), '--config', 'src-main/build/knip.json'],
};

/** Outcome of one check. */
export interface CheckOutcome {
  name: string;
  /** Exit status; null if a signal ended the check. */
  status: number | null;
}

/** Concurrent checks; each uses one core. */
const atOnce = 2;

/**
 * Runs lint, types, format and the search for unused code. Prints the findings and the time of each check when it
 * ends. A signal ends the checks under way, and no further one starts.
 */
export async function runChecks(): Promise<{ outcomes: CheckOutcome[]; interrupted: boolean }> {
  const waiting = Object.entries(checks);
  const outcomes: CheckOutcome[] = [];
  let isInterrupted = false;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !isInterrupted; next = waiting.shift()) {
      const { interrupted, ...outcome } = await runCheck(...next);
      outcomes.push(outcome);
      isInterrupted ||= interrupted;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { outcomes, interrupted: isInterrupted };
}

async function runCheck(
  name: string,
  args: readonly string[],
): Promise<CheckOutcome & { interrupted: boolean }> {
  const started = performance.now();
  const findings: Buffer[] = [];
  const { code, interrupted } = await runChild(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...(process.env['FAMILIAR_GATES'] ? {} : { FAMILIAR_LINT_UNTYPED: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    onSpawn({ stdout, stderr }) {
      for (const stream of [stdout, stderr]) stream?.on('data', (data: Buffer) => findings.push(data));
    },
  });
  process.stdout.write(Buffer.concat(findings));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`── ${name} ${code === 0 ? 'passed' : 'failed'} (${seconds} s)\n`);
  return { name, status: code, interrupted };
}
