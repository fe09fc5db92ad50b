import type { FolderListing } from '../../src-main/contract/models.ts';
import { api, desktop } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { library } from './library.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Messages of the purpose that a folder is chosen for: `….accept`, with the folder's name, and `….hint`. */
export type Purpose = 'folders' | 'training.albums' | 'person.exporting';

/** Choosing a folder: with the system's dialog in Electron, with one of our own in a browser. */
class Choosing {
  open = $state(false);
  purpose = $state.raw<Purpose>('folders');
  listing = $state.raw<FolderListing | null>(null);
  #latest = new Latest();
  #answer: (path: string | null) => void = () => {};

  /** Imports folders that the user chooses. */
  async start(): Promise<void> {
    const paths = desktop ? await desktop.chooseFolders() : [await this.#askHere('folders')];
    const chosen = paths.filter((path) => path !== null);
    if (chosen.length > 0) await library.add(chosen);
  }

  /** Resolves with a folder that the user chooses for something; null where they leave it. */
  async ask(purpose: Purpose): Promise<string | null> {
    return desktop ? ((await desktop.chooseFolders())[0] ?? null) : this.#askHere(purpose);
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

  accept(): void {
    this.#close(this.listing?.path ?? null);
  }

  leave(): void {
    this.#close(null);
  }

  #askHere(purpose: Purpose): Promise<string | null> {
    this.leave();
    this.purpose = purpose;
    this.open = true;
    void this.visit(this.listing?.path ?? null);
    return new Promise((resolve) => (this.#answer = resolve));
  }

  #close(path: string | null): void {
    this.open = false;
    this.#answer(path);
  }
}

export const choosing = new Choosing();
