import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeptAccess } from '../serve/access.ts';
import { exitCodes } from './exit.ts';
import { leaveAtOnce } from './leave.ts';

/**
 * [Note: What serves may die] Photos are decoded by native libraries, and a file may be made to crash one, which ends
 * the process. So `serve` is two processes: one that serves, with the engine in it, and one that does nothing but
 * start that again. Photos that were under way are then done one alone at a time, and the one that ends the process
 * is given up [Note: Blame]. The port, and who may talk to it, go on, so that a page that is open connects again by
 * itself.
 */

/** Environment variable of the serving process; the supervisor sets it. */
const variable = 'FAMILIAR_SERVES';

/** State passed on to the next serving process. */
export interface Kept {
  port: number;
  access: KeptAccess;
}

type ToServing = { start: Kept | null } | { stop: NodeJS.Signals };
type FromServing = { kept: Kept };

/** Crashes within `within` milliseconds that count as a permanent fault: more than it takes to give up a photo. */
const endsToGiveUp = 6;
const within = 60_000;
/** Delay before a restart in milliseconds, doubled with each crash in that period. */
const firstWait = 250;

/** True in the serving process, which a supervisor watches. */
export const isWatchedOver = (): boolean => process.env[variable] === '1' && process.send !== undefined;

/** Runs this same command as a serving process, and restarts it after a crash, until told to stop. */
export async function watchOver(): Promise<void> {
  let kept: Kept | null = null;
  let serving: ChildProcess | null = null;
  const stopped = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    stopped.abort();
    if (serving?.connected) serving.send({ stop: signal } satisfies ToServing);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  let ends: number[] = [];
  for (;;) {
    serving = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, [variable]: '1' },
    });
    serving.on('message', (message: FromServing) => (kept = message.kept));
    serving.send({ start: kept } satisfies ToServing);
    const [code, signal] = (await once(serving, 'exit')) as [number | null, NodeJS.Signals | null];
    const isCrash = !stopped.signal.aborted && kept !== null && code !== exitCodes.done;
    if (!isCrash) {
      if (signal !== null) leaveAtOnce(signal);
      process.exitCode = code ?? exitCodes.failed;
      break;
    }
    const now = performance.now();
    ends = [...ends.filter((at) => now - at < within), now];
    process.stderr.write(`Familiar ended unexpectedly (${signal ?? code}).\n`);
    if (ends.length >= endsToGiveUp) {
      process.stderr.write(`It has ended ${ends.length} times within a minute, and is not started again.\n`);
      process.exitCode = exitCodes.failed;
      break;
    }
    process.stderr.write('It is started again, and goes on.\n');
    await delay(firstWait * 2 ** (ends.length - 1), undefined, { signal: stopped.signal }).catch(() => {});
    if (stopped.signal.aborted) break;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
}

/** Channel of the serving process to its supervisor. */
export interface Watcher {
  /** State of an earlier process that crashed; null at the first start. */
  kept: Kept | null;
  keep(kept: Kept): void;
  /** Resolves when the process is told to stop; a second request calls back. */
  stopped(again: (signal: NodeJS.Signals) => void): Promise<void>;
  /** Call this at the end: the open channel keeps the process alive. */
  leave(): void;
}

/** Call this once, at the start of the serving process. If the supervisor is gone, the process ends at once. */
export async function answerWatcher(): Promise<Watcher> {
  // Ctrl-C in a terminal reaches both processes; the supervisor passes it on.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  process.on('disconnect', end);
  const [first] = (await once(process, 'message')) as [ToServing];
  const stopping = Promise.withResolvers<void>();
  let again: (signal: NodeJS.Signals) => void = () => {};
  let isStopping = 'stop' in first;
  if (isStopping) stopping.resolve();
  process.on('message', (message: ToServing) => {
    if (!('stop' in message)) return;
    if (isStopping) again(message.stop);
    isStopping = true;
    stopping.resolve();
  });
  return {
    kept: 'start' in first ? first.start : null,
    keep: (kept) => {
      if (process.connected) process.send?.({ kept } satisfies FromServing);
    },
    stopped(then) {
      again = then;
      return stopping.promise;
    },
    leave() {
      process.off('disconnect', end);
      if (process.connected) process.disconnect();
    },
  };
}
