import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCommandLine } from './command-line.ts';
import { exitCodes } from './exit.ts';
import { keepTerminalSafe } from './safe-output.ts';

/** Outcome of a run of the command line. */
interface EndedProgram {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Starts the command line from source as a process of its own; `output` is its output so far. */
export const startProgram = (...args: string[]) => start(args);

/** The same under another account and environment. */
function start(
  args: string[],
  { env = process.env, ...account }: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    ...account,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = once(child, 'close').then(([status, signal]): EndedProgram => ({
    status,
    signal,
    stdout,
    stderr,
  }));
  return { child, ended, output: () => stdout };
}

/** Runs the command line to its end, as a process of its own. */
export const runProgram = (...args: string[]) => startProgram(...args).ended;

/**
 * Runs the command line to its end within this process, which costs no start and loads the native libraries once a
 * test file. Commands that are killed, or whose process is the subject, are started by {@link startProgram}.
 */
export async function runCommand(...args: string[]): Promise<EndedProgram> {
  const status = process.exitCode;
  const written = { stdout: '', stderr: '' };
  const restored = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    return () => (stream.write = write);
  });
  try {
    process.exitCode = undefined;
    keepTerminalSafe();
    await runCommandLine(args);
    return { status: Number(process.exitCode ?? exitCodes.done), signal: null, ...written };
  } finally {
    for (const restore of restored) restore();
    process.exitCode = status;
  }
}

/**
 * Runs a command with `--json` within this process. It must succeed without output on standard error.
 * @returns the parsed JSON
 */
export async function runJson(...args: string[]) {
  const { status, stdout, stderr } = await runCommand(...args, '--json');
  expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Id of the account that owns nothing, on Linux; on macOS another id that owns as little. */
const nobody = 65534;

/**
 * Runs the command line under an unprivileged account, since file modes do not bind root. Other accounts run it as
 * themselves.
 * @param home a folder of that account's own
 */
export const runUnprivileged = (home: string, ...args: string[]) =>
  start(args, {
    ...(process.getuid?.() === 0 && { uid: nobody, gid: nobody }),
    env: { ...process.env, HOME: home, TMPDIR: home },
  }).ended;

/** Gives a folder and its content to the account of {@link runUnprivileged}. */
export function giveToUnprivileged(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const within = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of ['.', ...within]) chownSync(join(folder, path), nobody, nobody);
}
