import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { packageCommand } from './package-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = (name: string): string => join(root, 'node_modules', '.cache', name);
const tsc = packageCommand('typescript', 'tsc');
const svelteCheck = packageCommand('svelte-check');

/** The checks of `npm test` in incremental form, for use during development. */
const checks: Record<string, string[]> = {
  lint: [
    packageCommand('eslint'),
    ...[
      '--max-warnings',
      '0',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      cache('eslint'),
      '.',
    ],
  ],
  types: [tsc, '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', cache('types.tsbuildinfo')],
  'types of the journeys': [
    ...[tsc, '-p', 'e2e/tsconfig.json', '--incremental'],
    ...['--tsBuildInfoFile', cache('types-e2e.tsbuildinfo')],
  ],
  'types of the page': [svelteCheck, '--tsconfig', 'src-renderer/tsconfig.json', '--fail-on-warnings'],
  unused: [packageCommand('knip'), '--config', 'src-main/build/knip.json'],
  format: [
    packageCommand('prettier'),
    ...['--check', '--log-level', 'warn', '--cache', '--cache-location', cache('format'), '.'],
  ],
};

/** Concurrent checks; each uses one core. */
const atOnce = 2;

/**
 * Runs lint, types, format and the search for unused code, and prints the time of each.
 * @returns exit status: 0 if there are no findings
 */
export async function check(): Promise<number> {
  const waiting = Object.entries(checks);
  let status = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, args] = next;
      const started = performance.now();
      const { code } = await runChild(process.execPath, args, { cwd: root });
      if (code !== 0) status = 1;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'passed' : 'failed'}: ${name} (${seconds} s)`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return status;
}
