import { once } from 'node:events';

/**
 * Waits for work until the signal aborts. The work itself continues, for other callers or because it cannot
 * be stopped (a read from a stalled mount).
 * @throws the signal's reason, or the work's error
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  work.catch(() => {});
  const over = new AbortController();
  const aborted = once(signal, 'abort', { signal: over.signal }).then(() => {
    throw signal.reason;
  });
  aborted.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
