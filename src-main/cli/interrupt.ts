import { leaveAtOnce } from './leave.ts';

/**
 * The first Ctrl-C (or SIGTERM) asks for an orderly end, the second ends at once.
 * @param words message about the effect of the first one
 */
export function onInterrupt(words = 'Stopping after the photos under way …'): {
  signal: AbortSignal;
  release(): void;
} {
  const asked = new AbortController();
  const listener = (signal: 'SIGINT' | 'SIGTERM') => {
    if (asked.signal.aborted) return leaveAtOnce(signal);
    process.stderr.write(`\n${words}\n`);
    asked.abort();
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    signal: asked.signal,
    release: () => process.off('SIGINT', listener).off('SIGTERM', listener),
  };
}
