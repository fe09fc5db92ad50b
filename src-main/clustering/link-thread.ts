import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import type { Merge } from './average-linkage.ts';

export interface LinkTask {
  vectors: Float32Array;
  dimension: number;
  groups: Float64Array;
}

/**
 * {@link linkAverage} on a thread of its own: seconds for thousands of faces, in which the engine answers.
 * @throws AbortError where the signal ends it
 */
export async function linkInThread(task: LinkTask, signal?: AbortSignal): Promise<Merge[]> {
  const worker = new Worker(siblingModule(import.meta.url, './link-worker'), { workerData: task });
  try {
    const [merges] = await once(worker, 'message', { signal });
    return merges as Merge[];
  } finally {
    await worker.terminate();
  }
}
