import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import type { Linkage } from './linkage.ts';
import type { LinkageInput } from './linkage-input.ts';

/**
 * {@link updateLinkage} on a thread of its own, during which the engine answers. The input's arrays are read in place
 * where they lie in shared memory, and must not change meanwhile.
 * @throws AbortError where the signal ends it
 */
export async function relinkInThread(
  input: LinkageInput,
  linkage: Linkage,
  changed: Iterable<number>,
  { steadiness, signal }: { steadiness: number; signal?: AbortSignal },
): Promise<Linkage> {
  const workerData = { input, linkage, changed: [...changed], steadiness };
  const worker = new Worker(siblingModule(import.meta.url, './relink-worker'), { workerData });
  try {
    const [linked] = await once(worker, 'message', { signal });
    return linked as Linkage;
  } finally {
    await worker.terminate();
  }
}
