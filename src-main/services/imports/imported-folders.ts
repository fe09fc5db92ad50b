import { join, relative } from 'node:path';
import { stat } from 'node:fs/promises';
import { FamiliarError } from '../../contract/errors.ts';
import type { ImportedFolder } from '../../contract/models.ts';
import { countPhotosUnder, listPathsOutsideFolders } from '../../db/files.ts';
import {
  deleteImportedFolder,
  type FolderOptions,
  type FolderRow,
  getImportedFolder,
  listImportedFolders,
  putImportedFolder,
  setWatched,
  updateImportedFolder,
} from '../../db/folders.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';
import { onDisk } from '../../photos/disk.ts';
import { LeaveOut } from '../../photos/left-out.ts';
import { withSeparator } from '../../photos/scan.ts';

const keys = { watch: 'folders.watch', exclude: 'folders.exclude' } as const;

/** Settings: watch folders while the app is open, and look at them at start. */
export const isWatching = (db: ReadableDb): boolean => getSetting(db, keys.watch) !== 'off';

/** Globs excluded in all folders. */
export const excludedEverywhere = (db: ReadableDb): string[] =>
  JSON.parse(getSetting(db, keys.exclude) ?? '[]') as string[];

/** The imported folders, as the page shows them. */
export function describeFolders(db: ReadableDb): ImportedFolder[] {
  return listImportedFolders(db).map((folder) => {
    const { path, addedAt, lookedAt, state, watched, followLinks, excluded } = folder;
    const counts = countPhotosUnder(db, withSeparator(path));
    return { path, addedAt, lookedAt, state, watched, followLinks, excluded, ...counts };
  });
}

const noOptions: FolderOptions = { followLinks: false, excluded: [] };

/** The imported folders and their options. */
export class ImportedFolders {
  readonly #db: WritableDb;
  readonly #library: string | null;

  /**
   * @param library the library's own directory, which no walk of a surrounding folder enters
   */
  constructor(db: WritableDb, library: string | null) {
    this.#db = db;
    this.#library = library;
  }

  list(): FolderRow[] {
    return listImportedFolders(this.#db);
  }

  /**
   * @throws FamiliarError `not-found`
   */
  get(path: string): FolderRow {
    const folder = getImportedFolder(this.#db, path);
    if (!folder) throw new FamiliarError('not-found', `${path} was not imported`);
    return folder;
  }

  /** The imported folder at or around a path; undefined where there is none. */
  covering(path: string): FolderRow | undefined {
    const around = this.list().filter((folder) => isIn(path, folder.path));
    return around.reduce<FolderRow | undefined>(
      (inner, folder) => (inner && inner.path.length > folder.path.length ? inner : folder),
      undefined,
    );
  }

  /**
   * Stores an imported folder, unless a surrounding folder covers it with the same options. The library's own
   * directory is never stored.
   * @param options options given now; otherwise the stored ones hold
   */
  remember(path: string, options?: FolderOptions): FolderRow | null {
    if (this.#library !== null && isIn(path, this.#library)) return null;
    const around = this.covering(path);
    const isPlain = !options || (!options.followLinks && options.excluded.length === 0);
    if (around && around.path !== path && isPlain && this.#isWalked(path, around)) return around;
    if (!around || around.path !== path || options) putImportedFolder(this.#db, path, options ?? noOptions);
    for (const inner of this.list()) {
      const isSaidOf = inner.followLinks || inner.excluded.length > 0 || !inner.watched;
      if (inner.path !== path && isIn(inner.path, path) && !isSaidOf)
        deleteImportedFolder(this.#db, inner.path);
    }
    return this.get(path);
  }

  #isWalked(path: string, around: FolderRow): boolean {
    const rules = new LeaveOut(this.globsOf(around));
    const within = relative(around.path, path);
    return [within, join(within, 'a photo')].every((one) => rules.reasonWithin(one, 'folder') === null);
  }

  /** Globs excluded in a folder. */
  globsOf(folder: FolderRow | null): string[] {
    return [...excludedEverywhere(this.#db), ...(folder?.excluded ?? [])];
  }

  /** Imported folders within a folder, and the library; a walk of the folder skips them. */
  pathsExcept(root: string): string[] {
    const inner = this.list().map((folder) => folder.path);
    if (this.#library !== null) inner.push(this.#library);
    return inner.filter((path) => path !== root && isIn(path, root));
  }

  /** Paths of photos outside all imported folders: files imported one by one. */
  loosePaths(): string[] {
    const roots = this.list().map(({ path }) => path);
    return listPathsOutsideFolders(this.#db, (folder) => roots.some((root) => isIn(folder, root)));
  }

  /** Checks which folders exist, without walking them; a folder moved with its photos is dropped. */
  async refresh(): Promise<void> {
    for (const { path, state } of this.list()) {
      const isThere = await onDisk(path, () => stat(path)).then(
        () => true,
        (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''),
      );
      if (isThere) continue;
      if (countPhotosUnder(this.#db, withSeparator(path)).photos === 0) deleteImportedFolder(this.#db, path);
      else if (state !== 'offline') updateImportedFolder(this.#db, path, { state: 'offline', ended: false });
    }
  }

  /**
   * @throws FamiliarError `not-found`
   */
  watch(path: string | null, on: boolean): void {
    if (path === null) putSetting(this.#db, keys.watch, on ? 'on' : 'off');
    else setWatched(this.#db, this.get(path).path, on);
  }

  exclude(globs: readonly string[]): void {
    putSetting(this.#db, keys.exclude, JSON.stringify(globs));
  }
}

/** True if a path is a folder or lies in it. */
const isIn = (path: string, folder: string): boolean =>
  path === folder || withSeparator(path).startsWith(withSeparator(folder));
