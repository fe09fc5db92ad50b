import type { Backup } from '../../src-main/contract/backups.ts';
import { api } from './engine.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** The backups of the library, and going back to one. */
class Backups {
  /** The newest first. */
  list = $state.raw<Backup[]>([]);
  /** Folder that they lie in; empty until known. */
  folder = $state('');
  /** One is being made, or restored from. */
  busy = $state(false);

  async load(): Promise<void> {
    try {
      const { backups: made, folder } = await api.call('backups.list', {});
      [this.list, this.folder] = [made, folder];
    } catch (error) {
      toasts.fail(error);
    }
  }

  async make(): Promise<void> {
    await this.#work(() => api.call('backups.make', {}));
    await this.load();
  }

  /** The page is loaded anew once the engine says that it is done. */
  restore(name: string): Promise<void> {
    return this.#work(() => api.call('backups.restore', { name }));
  }

  async #work(act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    try {
      await act();
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

export const backups = new Backups();
