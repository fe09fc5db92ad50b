import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import type { Linkage } from './linkage.ts';
import type { LinkageInput } from './linkage-input.ts';

/**
 * Runs {@link updateLinkage} on a thread of its own, so that the engine stays responsive. The thread reads
 * the input's shared arrays in place; they must not change meanwhile.
 * @throws AbortError if the signal is aborted
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
    const [linked] = (await once(worker, 'message', { signal })) as [Linkage];
    return linked;
  } finally {
    await worker.terminate();
  }
}
