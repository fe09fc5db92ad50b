import { threadsLeftBehind } from '../faces/task-thread.ts';

/**
 * Ends this process at once, as though the signal had not been heard. Leaving in the ordinary way would wait for
 * threads inside native libraries, or break them off there, which crashes [Note: Ending a thread].
 */
export function leaveAtOnce(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** To be called when all is closed that a signal asked to close: does not wait for threads that have not ended yet. */
export function leaveThreads(signal: 'SIGINT' | 'SIGTERM'): void {
  if (threadsLeftBehind() > 0) leaveAtOnce(signal);
}
