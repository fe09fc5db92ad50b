import type { Engine } from '../contract/engine.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Emit } from '../contract/events.ts';
import { type Handlers, type MethodName, methods } from '../contract/methods.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { lockLibrary } from '../db/lock.ts';
import { backupFolder, describeBackup, listBackupFiles } from '../services/backups/backup-files.ts';
import { restoreBackup, type Restored } from '../services/backups/restore.ts';
import { type Salvaged, salvageLibrary } from '../services/backups/salvage-library.ts';
import { libraryLayout } from './layout.ts';
import type { Library } from './library.ts';
import { type OpenOptions, openLibrary } from './open.ts';

const errorCode = (error: unknown): string => (error instanceof FamiliarError ? error.code : 'internal');

/**
 * The library that the app shows. It can be restored to a backup while it is open, and a damaged one still lists its
 * backups. Calls that arrive during a restore wait for its end.
 */
export class RestorableLibrary implements Engine {
  readonly handlers: Handlers;
  readonly #directory: string;
  readonly #options: OpenOptions;
  readonly #listeners = new Set<Emit>();
  #library: Promise<Library>;

  private constructor(directory: string, options: OpenOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#library = this.#open();
    this.handlers = this.#makeHandlers();
  }

  /**
   * @throws FamiliarError as {@link openLibrary}, but for `library-damaged`: then every call but those about backups
   * is answered with it
   */
  static async open(directory: string, options: OpenOptions): Promise<RestorableLibrary> {
    const restorable = new RestorableLibrary(directory, options);
    const problem = await restorable.problem();
    if (problem && problem.code !== 'library-damaged') throw problem;
    return restorable;
  }

  /** The error that keeps the library from being used; null where there is none. */
  async problem(): Promise<FamiliarError | null> {
    try {
      await this.#library;
      return null;
    } catch (error) {
      if (error instanceof FamiliarError) return error;
      throw error;
    }
  }

  subscribe(listener: Emit): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async picture(kind: PictureKind, id: number): Promise<Picture> {
    return (await this.#library).picture(kind, id);
  }

  async close(): Promise<void> {
    const library = await this.#library.catch(() => null);
    await library?.close();
  }

  async #open(): Promise<Library> {
    const library = await openLibrary(this.#directory, this.#options);
    library.subscribe((name, payload) => this.#listeners.forEach((listener) => listener(name, payload)));
    return library;
  }

  async #restore(name: string): Promise<Restored> {
    const before = this.#library;
    const restored = (async () => {
      const library = await before.catch(() => null);
      await library?.close();
      return takeBack(this.#directory, name);
    })();
    this.#library = restored.then(
      () => this.#open(),
      () => this.#open(),
    );
    this.#library.catch(() => {});
    const result = await restored;
    await this.#library;
    for (const listener of this.#listeners) listener('library.restored', {});
    return result;
  }

  /** A call that fails because the library was closed under it, as by a restore, was cancelled. */
  async #call(name: MethodName, params: never, context: { signal: AbortSignal }): Promise<unknown> {
    const library = await this.#library;
    const handle = library.handlers[name] as (...call: unknown[]) => unknown;
    try {
      return await handle(params, context);
    } catch (cause) {
      if (!library.isClosing || errorCode(cause) !== 'internal') throw cause;
      throw new FamiliarError('cancelled', 'the library was closed during the call', { cause });
    }
  }

  #makeHandlers(): Handlers {
    const { root } = libraryLayout(this.#directory);
    const entries = (Object.keys(methods) as MethodName[]).map((name) => {
      return [name, (params: never, context: { signal: AbortSignal }) => this.#call(name, params, context)];
    });
    return {
      ...(Object.fromEntries(entries) as Handlers),
      // These two methods answer also for a damaged library.
      'backups.list': () => ({
        backups: listBackupFiles(root).map(describeBackup),
        folder: backupFolder(root),
      }),
      'backups.restore': async ({ name }) => ({ undo: (await this.#restore(name)).undo }),
    };
  }
}

/**
 * Restores a library that is not open to a backup.
 * @throws FamiliarError `library-busy`, and as {@link restoreBackup}
 */
export const takeBack = (directory: string, name: string): Restored =>
  withLock(directory, (root, database) => restoreBackup(root, database, name));

/**
 * Salvages the readable part of a damaged library that is not open.
 * @throws FamiliarError `library-busy`, and as {@link salvageLibrary}
 */
export const salvageDirectory = (directory: string): Salvaged => withLock(directory, salvageLibrary);

function withLock<T>(directory: string, act: (root: string, database: string) => T): T {
  const { root, database, lock } = libraryLayout(directory);
  const held = lockLibrary(lock);
  try {
    return act(root, database);
  } finally {
    held.release();
  }
}
