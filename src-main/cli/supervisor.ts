import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeptAccess } from '../serve/access.ts';
import { exitCodes } from './exit.ts';
import { leaveAtOnce } from './leave.ts';

/**
 * [Note: What serves may die]
 * Photos are decoded by native libraries, and a file may be made to crash one, which ends the process. So `serve` is two
 * processes: one that serves, with the engine in it, and one that does nothing but start that again. Photos that were
 * under way are then done one alone at a time, and the one that ends the process is given up [Note: Blame]. The port, and
 * who may talk to it, go on, so that a page that is open connects again by itself.
 */

/** Of the process that serves; set by the one that watches over it. */
const variable = 'FAMILIAR_SERVES';

/** What goes on in the process that serves next. */
export interface Kept {
  port: number;
  access: KeptAccess;
}

type ToServing = { start: Kept | null } | { stop: NodeJS.Signals };
type FromServing = { kept: Kept };

/** More ends within so many milliseconds than it takes until a photo is given up are no accident any more. */
const endsToGiveUp = 6;
const within = 60_000;
/** Milliseconds until it is started again, doubled with each end in that time. */
const firstWait = 250;

/** Whether this process is to serve, and another one watches over it. */
export const isWatchedOver = (): boolean => process.env[variable] === '1' && process.send !== undefined;

/** Runs this same command as a process that serves, and starts it again where it crashes, until it is told to stop. */
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

/** The line of the process that serves to the one that watches over it. */
export interface Watcher {
  /** What was kept of a process before, which has crashed; null at the first start. */
  kept: Kept | null;
  keep(kept: Kept): void;
  /** Resolves when it is to stop; what says so again calls back. */
  stopped(again: (signal: NodeJS.Signals) => void): Promise<void>;
  /** To be called at the end: the line holds the process up. */
  leave(): void;
}

/** To be called once, at the start of the process that serves. Where the other one is gone, it ends at once. */
export async function answerWatcher(): Promise<Watcher> {
  // Ctrl-C in a terminal reaches both; the other one passes it on.
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
    keep: (kept) => void (process.connected && process.send!({ kept } satisfies FromServing)),
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
