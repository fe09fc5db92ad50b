import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { ImportProgress, LibraryStatus } from '../../src-main/contract/models.ts';
import type { MethodName, Params } from '../../src-main/contract/methods.ts';
import { api } from './engine.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const isActive = ({ state }: ImportProgress): boolean =>
  state === 'scanning' || state === 'running' || state === 'paused';

/** Folders are looked at again by themselves; where nothing comes of it, nobody need be told. */
const isUnnoticed = ({ quiet, photos, missing, remaining, problem }: ImportProgress): boolean =>
  quiet && photos + missing + remaining === 0 && problem === null;

/** Status of the library, with its import. */
class Library {
  /** Null until the engine has answered once. */
  status = $state.raw<LibraryStatus | null>(null);
  /** Its database cannot be read: only its backups can be asked for. */
  damaged = $state(false);
  #heard: ImportProgress['state'] | null = null;
  /** The import as last heard of; null where there is none to tell about. */
  progress = $state.raw<ImportProgress | null>(null);

  importing = $derived(this.progress !== null && isActive(this.progress));
  empty = $derived(this.status !== null && this.status.photos === 0 && this.progress === null);

  /** Asks for everything anew. Called whenever a connection was made. */
  async load(): Promise<void> {
    try {
      this.status = await api.call('library.status', {});
      const { import: open } = this.status;
      if (isActive(open) && !isUnnoticed(open)) this.progress = this.status.import;
      else if (this.importing) this.progress = null;
      this.damaged = false;
    } catch (error) {
      this.damaged = error instanceof FamiliarError && error.code === 'library-damaged';
      if (!this.damaged) toasts.fail(error);
    }
  }

  /** Takes news of an import. */
  hear(progress: ImportProgress): void {
    const turned = this.#heard !== progress.state;
    this.#heard = progress.state;
    // The engine decides on a device before the first photo is done, some time after the import has begun.
    const decided = progress.photos > 0 && this.status?.device === null;
    this.progress = progress.state === 'idle' || isUnnoticed(progress) ? null : progress;
    if (turned || decided) void this.load();
  }

  dismiss(): void {
    this.progress = null;
  }

  readonly add = (paths: string[]): Promise<void> => this.#order('import.start', { paths });
  readonly addSamples = (): Promise<void> => this.#order('import.samples', {});
  readonly pause = (): Promise<void> => this.#order('import.pause', {});
  readonly resume = (): Promise<void> => this.#order('import.resume', {});
  readonly stop = (): Promise<void> => this.#order('import.cancel', {});

  /** Takes the better network into force; {@link load} tells how far it is. */
  readonly improve = (): Promise<void> => this.#order('model.improve', {}).then(() => this.load());
  readonly goBack = (): Promise<void> => this.#order('training.rollBack', {}).then(() => this.load());

  async #order<M extends MethodName>(method: M, params: Params<M>): Promise<void> {
    try {
      await api.call(method, params);
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const library = new Library();
