import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ChildEnd, exitLike, runChild } from './child.mjs';
import { electronEnvironment, hasDisplay, sandboxSwitches } from './electron-binary.ts';
import { fetchElectron } from './fetch-electron.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/**
 * Milliseconds within which an end with an error means that Electron could not start, rather than that it
 * crashed in use.
 */
const startTime = 15_000;

const help = `npm start -- [options]

Opens Familiar in Electron, or in the browser where Electron cannot be had.

  --library <dir>  directory of the library; made where there is none
  --browser        open it in the browser, without Electron
  --fetch          look for Electron's download again, though it failed a short while ago
`;

interface StartOptions {
  library?: string | undefined;
  browser?: boolean;
  fetch?: boolean;
}

/**
 * Opens the app and waits for its end; sets the exit status.
 * @param userDirectory base of relative paths among the arguments
 */
export async function start(args: string[], userDirectory: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      library: { type: 'string' },
      browser: { type: 'boolean' },
      fetch: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(help);
  await open({ ...values, library: values.library && resolve(userDirectory, values.library) });
}

/** Opens the app on a library, by default the user's own. */
export async function open({ library, browser = false, fetch = false }: StartOptions): Promise<void> {
  const libraryArguments = library ? ['--library', library] : [];
  if (!browser) {
    const end = await openInElectron(libraryArguments, fetch);
    if (!('reason' in end)) return exitLike(end);
    process.stderr.write(`Opening in the browser, since Electron is not at hand: ${end.reason}.\n`);
  }
  const opening = hasDisplay() ? '--open' : '--no-open';
  exitLike(await runChild(process.execPath, [main, 'serve', opening, ...libraryArguments]));
}

/** @returns the end of Electron, or the reason why it could not start */
async function openInElectron(args: string[], again: boolean): Promise<ChildEnd | { reason: string }> {
  if (!hasDisplay()) return { reason: 'there is no display' };
  const electron = await fetchElectron({ again });
  if ('reason' in electron) return electron;

  const started = performance.now();
  let lastWords = '';
  const end = await runChild(electron.path, [...sandboxSwitches(), '.', ...args], {
    cwd: root,
    env: electronEnvironment(),
    stdio: ['inherit', 'inherit', 'pipe'],
    onSpawn(child) {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        process.stderr.write(text);
        lastWords = text.trim().split('\n').at(-1) || lastWords;
      });
    },
  }).catch((error: unknown) => ({ failed: (error as Error).message }));

  if ('failed' in end) return { reason: end.failed };
  const isFailure = end.code !== 0 && !end.interrupted && performance.now() - started < startTime;
  return isFailure ? { reason: `it ended at once (${lastWords || (end.signal ?? end.code)})` } : end;
}
