import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import type { Linkage, Points } from './linkage.ts';

/**
 * Links points on a thread of its own: seconds for thousands of faces, in which the engine answers.
 * @throws AbortError where the signal ends it
 */
export async function linkInThread(points: Points, signal?: AbortSignal): Promise<Linkage> {
  const worker = new Worker(siblingModule(import.meta.url, './link-worker'), { workerData: points });
  try {
    const [linkage] = await once(worker, 'message', { signal });
    return linkage as Linkage;
  } finally {
    await worker.terminate();
  }
}
