import type { App } from 'electron';
import { log } from '../logging/log.ts';
import type { EngineHost } from './engine-host.ts';

/** Milliseconds for the engine to reach its next safe point and close the library. */
const closingLimit = 5000;

/** Delays the end of the application until the engine has closed. The windows are closed by then. */
export function closeBeforeQuit(
  app: Pick<App, 'on' | 'exit'>,
  engine: Pick<EngineHost, 'close'>,
  limit = closingLimit,
): void {
  app.on('will-quit', (event) => {
    event.preventDefault();
    void engine
      .close(limit)
      .catch((error: unknown) => log.error('closing the engine failed', { error }))
      .then(() => app.exit(0));
  });
}
