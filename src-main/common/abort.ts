import { once } from 'node:events';

/**
 * Waits for work, but no longer than until the signal aborts; the work itself goes on, for others or because
 * nothing can stop it (a read from a stalled mount).
 * @throws the signal's reason, or what the work throws
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
    return await Promise.race([work, aborted as Promise<never>]);
  } finally {
    over.abort();
  }
}
