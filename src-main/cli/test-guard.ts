import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deedsInTrace, tracedCalls } from './test-trace.ts';

/**
 * For tests: runs a program of Node under a guard that sees what it does outside of its own folder.  `strace` sees
 * every call to the system, by whatever part of the program and by whatever thread or child. Where it is missing,
 * Node's permission model keeps files elsewhere from being written by scripts, a preloaded module reports sockets and
 * lookups by scripts, and what native code writes is found by looking through the home and temporary folders, which
 * are empty at first. A socket that native code opens escapes that guard.
 */
export type Guard = 'strace' | 'node';

/** The most complete guard available. */
export const bestGuard = (): Guard =>
  spawnSync('strace', ['-V'], { stdio: 'ignore' }).error === undefined ? 'strace' : 'node';

export interface Guarded {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Each connection, lookup, and file or folder written outside the program's own folder. */
  deeds: string[];
}

export interface GuardOptions {
  guard: Guard;
  /** The folder that the program may write into. */
  own: string;
  /** Receives the output so far, and returns the signal that ends the program. */
  until?: ((printed: string) => Promise<NodeJS.Signals | void> | void) | undefined;
}

const reporter = fileURLToPath(new URL('./test-guard-preload.cjs', import.meta.url));

/**
 * @param args Node's: a script and its arguments
 */
export async function runGuarded(args: string[], { guard, own, until }: GuardOptions): Promise<Guarded> {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-guard-'));
  try {
    const [home, report] = [join(folder, 'home'), join(folder, 'report')];
    mkdirSync(join(home, 'tmp'), { recursive: true });
    const command =
      guard === 'strace'
        ? [
            'strace',
            '-D',
            '-f',
            '-qq',
            '-s',
            '4096',
            '-o',
            report,
            '-e',
            `trace=${tracedCalls}`,
            process.execPath,
          ]
        : [process.execPath, ...permissions([own, report]), '--require', reporter];
    const child = spawn(command[0]!, [...command.slice(1), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(home, report),
    });
    let [stdout, stderr] = ['', ''];
    child.stderr.on('data', (data) => (stderr += data));
    child.stdout.on('data', async (data) => {
      const signal = await until?.((stdout += data));
      if (signal) child.kill(signal);
    });
    const [status] = await once(child, 'close');
    const told = readFileSync(report, { encoding: 'utf8', flag: 'a+' });
    const deeds = guard === 'strace' ? deedsInTrace(told, own) : told.split('\n').filter(Boolean);
    return { status, stdout, stderr, deeds: [...deeds, ...leftIn(home)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const permissions = (writable: string[]): string[] => [
  '--permission',
  '--allow-fs-read=*',
  ...writable.map((path) => `--allow-fs-write=${path}`),
  '--allow-addons',
  '--allow-child-process',
  '--allow-worker',
  '--allow-wasi',
  '--disable-warning=SecurityWarning',
];

/** The user's environment with a separate home, and without settings that this test process has made. */
function environment(home: string, report: string): NodeJS.ProcessEnv {
  const places = ['HOME', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'XDG_CACHE_HOME', 'XDG_DATA_HOME'];
  return {
    ...process.env,
    ORT_DISABLE_TELEMETRY: undefined,
    NODE_OPTIONS: undefined,
    NODE_COMPILE_CACHE: undefined,
    ...Object.fromEntries(places.map((name) => [name, home])),
    ...Object.fromEntries(['TMPDIR', 'TEMP', 'TMP'].map((name) => [name, join(home, 'tmp')])),
    // Files opened through io_uring appear in no trace.
    UV_USE_IO_URING: '0',
    FAMILIAR_GUARD_REPORT: report,
  };
}

const leftIn = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== 'tmp')
    .map((path) => `left ${path} in the home folder`);

/** Entry of the command line, from source. */
export const program = fileURLToPath(new URL('./main.ts', import.meta.url));
