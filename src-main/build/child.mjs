import { spawn } from 'node:child_process';

/**
 * Milliseconds within which repeated signals count as one: one key press may arrive from the terminal, from
 * npm and from the parent process.
 */
const samePress = 500;

/** Milliseconds between checks that npm is still running. */
const watchInterval = 500;

/**
 * Runs a program on this process's own streams and waits for it. Signals to end are forwarded, and the end of
 * the program is awaited. Ctrl-C is not forwarded in a terminal, which sends it to the program itself; twice
 * would mean "at once". If npm is killed, its scripts receive no signal; its end counts as one.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { onSpawn?: (child:
 * import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, interrupted: boolean }>}
 */
export async function runChild(command, args, { onSpawn, ...options } = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const inTerminal = Boolean(process.stdin.isTTY || process.stderr.isTTY);
  let interrupted = false;
  let passedOn = -Infinity;
  const onSignal = (signal) => {
    interrupted = true;
    const now = performance.now();
    if ((signal === 'SIGINT' && inTerminal) || now - passedOn < samePress) return;
    passedOn = now;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== ppid && !interrupted) onSignal('SIGTERM');
  }, watchInterval);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, interrupted }));
      onSpawn?.(child);
    });
  } finally {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** Ends this process as a child ended: with its exit status, or by its signal. */
export function exitLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
