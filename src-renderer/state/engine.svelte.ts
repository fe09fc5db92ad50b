import { Api } from '../api.ts';
import type { ConnectionState } from '../api.ts';
import { desktopConnect } from '../connection/desktop.ts';
import { webConnect } from '../connection/web.ts';

/** Functions of Electron beyond the engine; undefined in a browser. */
export const desktop = window.familiarDesktop;

class Engine {
  connection = $state<ConnectionState>('connecting');
  /** Number of reconnections to the engine. */
  returns = $state(0);
  readonly api = new Api(desktop ? desktopConnect(desktop) : webConnect(), (state) => {
    if (state === 'open' && this.connection === 'lost') this.returns++;
    this.connection = state;
  });
}

export const engine = new Engine();
export const { api } = engine;
