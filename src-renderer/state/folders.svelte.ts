import type { ImportedFolder } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { toasts } from './toasts.svelte.ts';

/** The folders that were imported, and how they are followed. */
class Folders {
  /** Folders by path; null until loaded. */
  list = $state.raw<ImportedFolder[] | null>(null);
  /** True if folders are watched. */
  watch = $state(true);
  /** Globs of what is left out of all folders. */
  exclude = $state.raw<string[]>([]);
  /** Photos no file of which is there. */
  missing = $state(0);
  #latest = new Latest();

  async load(): Promise<void> {
    await attempt(async () => {
      const answers = await this.#latest.run((signal) =>
        Promise.all([
          api.call('folders.imported', {}, { signal }),
          api.call('photos.missing', { offset: 0, limit: 1 }, { signal }),
        ]),
      );
      if (!answers) return;
      const [{ folders, watch, exclude }, { total }] = answers;
      [this.list, this.watch, this.exclude, this.missing] = [folders, watch, exclude, total];
    });
  }

  /** Looks at a folder again; at all of them with null. */
  lookAgain(path: string | null): Promise<void> {
    return this.#change(() => api.call('folders.lookAgain', { paths: path === null ? null : [path] }));
  }

  /** Switches watching on or off, for one folder or, with null, for all. */
  setWatch(path: string | null, on: boolean): Promise<void> {
    return this.#change(() => api.call('folders.watch', { path, on }));
  }

  /** @param globs of what is left out of all folders */
  leaveOut(globs: string[]): Promise<void> {
    return this.#change(() => api.call('folders.exclude', { globs }));
  }

  async #change(change: () => Promise<unknown>): Promise<void> {
    await attempt(change);
    await this.load();
  }
}

async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toasts.fail(error);
  }
}

export const folders = new Folders();
