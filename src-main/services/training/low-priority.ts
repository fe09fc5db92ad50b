import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lowers the priority of the calling thread and of threads that it starts. It does nothing where priorities belong to
 * processes (all systems but Linux): the thread then takes its share.
 */
export function lowerThreadPriority(): void {
  try {
    // In Linux a thread has a priority; its id is the last part of `<process>/task/<thread>`.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Training works without it.
  }
}
