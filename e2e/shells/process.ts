import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Time (ms) for a process to end when asked. */
const patience = 10_000;

/** Waits until a process has ended, having asked it to; one that does not is ended. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}
