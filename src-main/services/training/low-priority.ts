import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets everything else on the machine go before the calling thread and those that it starts. Where priorities are a
 * matter of processes (all but Linux), it does nothing: the thread then takes its share like any other.
 */
export function lowerThreadPriority(): void {
  try {
    // `<process>/task/<thread>`: to Linux, a thread is what has a priority.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It trains all the same.
  }
}
