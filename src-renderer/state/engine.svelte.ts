import { Api } from '../api.ts';
import type { ConnectionState } from '../api.ts';
import { desktopConnect } from '../connection/desktop.ts';
import { webConnect } from '../connection/web.ts';

/** What Electron offers beyond the engine; undefined in a browser. */
export const desktop = window.familiarDesktop;

class Engine {
  connection = $state<ConnectionState>('connecting');
  /** How often the line to the engine has come back after it broke. */
  returns = $state(0);
  readonly api = new Api(desktop ? desktopConnect(desktop) : webConnect(), (state) => {
    if (state === 'open' && this.connection === 'lost') this.returns++;
    this.connection = state;
  });
}

export const engine = new Engine();
export const { api } = engine;
