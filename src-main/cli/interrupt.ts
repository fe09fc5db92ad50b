import { exitCodes } from './exit.ts';

/** The first Ctrl-C (or a polite kill) asks for an end in good order, the second ends at once. */
export function onInterrupt(): { signal: AbortSignal; release(): void } {
  const asked = new AbortController();
  const listener = () => {
    if (asked.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write('\nStopping after the photos under way …\n');
    asked.abort();
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    signal: asked.signal,
    release: () => process.off('SIGINT', listener).off('SIGTERM', listener),
  };
}
