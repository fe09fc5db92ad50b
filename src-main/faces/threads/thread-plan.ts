import { availableParallelism, totalmem } from 'node:os';
import type { DeviceName } from '../../contract/models.ts';

/** Distribution of recognition over threads; each has networks of its own. */
export interface ThreadPlan {
  /** Recognition threads. */
  threads: number;
  /** Threads within each network. */
  networkThreads: number;
  /** Photos in progress at once per thread. */
  photos: number;
  /** Photos decoded or being decoded per thread, 12 MB each. */
  photosDecoded: number;
}

export interface Machine {
  /** Logical processors that this process may use. */
  cores: number;
  /** Memory that this process may use, in bytes. */
  memory: number;
}

/** Maximum memory of a recognition thread in bytes: its networks with their activations, and two photos. */
const threadMemory = 448 * 1024 ** 2;
/**
 * Maximum memory of everything else in bytes: the engine, decoding, results to be stored. The index and the
 * clusters, which grow with the library, are not included.
 */
const engineMemory = 512 * 1024 ** 2;
/** Maximum share of the machine's memory for recognition threads. */
const memoryShare = 0.25;
/** Maximum number of threads; beyond it the thread that writes to the database is the bottleneck. */
const mostThreads = 16;

/** Maximum memory of an import in bytes, for any number of photos. */
export const mostMemory = ({ threads }: ThreadPlan): number => engineMemory + threads * threadMemory;

export function thisMachine(): Machine {
  // Zero, or more than the total, if the process is not constrained.
  const constrained = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), memory: Math.min(totalmem(), constrained) };
}

/**
 * On the CPU: one thread per core as far as memory allows, each with networks on one core, since splitting a
 * network over two cores takes 18 % more CPU time. On a GPU: one thread.
 */
export function planThreads(device: DeviceName, { cores, memory }: Machine = thisMachine()): ThreadPlan {
  if (device !== 'cpu') return { threads: 1, networkThreads: cores, photos: 12, photosDecoded: 4 };
  const affordable = Math.max(1, Math.floor((memory * memoryShare) / threadMemory));
  const threads = Math.min(cores, affordable, mostThreads);
  return { threads, networkThreads: Math.max(1, Math.floor(cores / threads)), photos: 4, photosDecoded: 2 };
}
