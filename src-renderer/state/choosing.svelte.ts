import type { FolderListing } from '../../src-main/contract/models.ts';
import { api, desktop } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { library } from './library.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Choosing a folder to import: the system's dialog in Electron, one of our own in a browser. */
class Choosing {
  open = $state(false);
  listing = $state.raw<FolderListing | null>(null);
  #latest = new Latest();

  async start(): Promise<void> {
    if (desktop) {
      const paths = await desktop.chooseFolders();
      if (paths.length > 0) await library.add(paths);
    } else {
      this.open = true;
      await this.visit(this.listing?.path ?? null);
    }
  }

  /** Shows a folder; null for the home folder. */
  async visit(path: string | null): Promise<void> {
    try {
      const listing = await this.#latest.run((signal) => api.call('folders.list', { path }, { signal }));
      if (listing) this.listing = listing;
    } catch (error) {
      toasts.fail(error);
    }
  }

  async accept(): Promise<void> {
    this.open = false;
    if (this.listing) await library.add([this.listing.path]);
  }
}

export const choosing = new Choosing();
