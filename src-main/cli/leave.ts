import { threadsLeftBehind } from '../faces/threads/task-thread.ts';

/**
 * Ends this process at once, as by the signal itself. An ordinary exit would wait for threads inside native
 * libraries, or interrupt them, which crashes [Note: Ending a thread].
 */
export function leaveAtOnce(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Call this after everything that a signal closes is closed: it does not wait for threads that are still ending. */
export function leaveThreads(signal: 'SIGINT' | 'SIGTERM'): void {
  if (threadsLeftBehind() > 0) leaveAtOnce(signal);
}
