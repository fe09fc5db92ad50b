import { availableParallelism, totalmem } from 'node:os';
import type { DeviceName } from '../contract/models.ts';

/** How recognition is spread over threads; each has networks of its own. */
export interface ThreadPlan {
  /** Recognition threads. */
  threads: number;
  /** Threads within a network of each. */
  networkThreads: number;
  /** Photos that a thread has under way at once. */
  photos: number;
  /** Of those, photos that it has in memory decoded, 12 MB each, or is decoding. */
  photosDecoded: number;
}

export interface Machine {
  /** Logical processors that this process may use. */
  cores: number;
  /** Memory that this process may use, in bytes. */
  memory: number;
}

/** Memory that a recognition thread takes at most, in bytes: its networks and what they compute, two photos. */
const threadMemory = 448 * 1024 ** 2;
/**
 * Memory that everything else takes at most, in bytes: the engine, decoding, results that are not yet stored.
 * What grows with the faces of a library, its index and its clusters, is not in it.
 */
const engineMemory = 512 * 1024 ** 2;
/** Part of the machine's memory that recognition threads take at most. */
const memoryShare = 0.25;
/** With more threads than this, the one that writes to the database would limit the import. */
const mostThreads = 16;

/** Memory that an import takes at most, however many photos wait. In bytes. */
export const mostMemory = ({ threads }: ThreadPlan): number => engineMemory + threads * threadMemory;

export function thisMachine(): Machine {
  // Zero, or more than there is, where nothing constrains the process.
  const constrained = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), memory: Math.min(totalmem(), constrained) };
}

/**
 * On the CPU one thread a core, for as many as memory allows, each with networks on that core alone: sharing one
 * network's work between two cores takes 18 % more CPU time. A GPU is fed by one thread.
 */
export function planThreads(device: DeviceName, { cores, memory }: Machine = thisMachine()): ThreadPlan {
  if (device !== 'cpu') return { threads: 1, networkThreads: cores, photos: 12, photosDecoded: 4 };
  const affordable = Math.max(1, Math.floor((memory * memoryShare) / threadMemory));
  const threads = Math.min(cores, affordable, mostThreads);
  return { threads, networkThreads: Math.max(1, Math.floor(cores / threads)), photos: 4, photosDecoded: 2 };
}
