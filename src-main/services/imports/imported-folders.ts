import { join, relative } from 'node:path';
import { stat } from 'node:fs/promises';
import { FamiliarError } from '../../contract/errors.ts';
import type { ImportedFolder } from '../../contract/models.ts';
import { countPhotosUnder, listLoosePaths } from '../../db/files.ts';
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

/** Whether folders are watched while the app is open, and looked at when it starts. */
export const isWatching = (db: ReadableDb): boolean => getSetting(db, keys.watch) !== 'off';

/** Globs of what is left out of all folders. */
export const excludedEverywhere = (db: ReadableDb): string[] =>
  JSON.parse(getSetting(db, keys.exclude) ?? '[]') as string[];

/** The imported folders as they are shown. */
export function describeFolders(db: ReadableDb): ImportedFolder[] {
  return listImportedFolders(db).map((folder) => {
    const { path, addedAt, lookedAt, state, watched, followLinks, excluded } = folder;
    const counts = countPhotosUnder(db, withSeparator(path));
    return { path, addedAt, lookedAt, state, watched, followLinks, excluded, ...counts };
  });
}

const noOptions: FolderOptions = { followLinks: false, excluded: [] };

/** The folders that the user imported, and what holds for them. */
export class ImportedFolders {
  readonly #db: WritableDb;
  readonly #library: string | null;

  /** @param library the library's own directory, which is never walked with a folder around it */
  constructor(db: WritableDb, library: string | null) {
    this.#db = db;
    this.#library = library;
  }

  list(): FolderRow[] {
    return listImportedFolders(this.#db);
  }

  /** @throws FamiliarError `not-found` */
  get(path: string): FolderRow {
    const folder = getImportedFolder(this.#db, path);
    if (!folder) throw new FamiliarError('not-found', `${path} was not imported`);
    return folder;
  }

  /** The imported folder that a path is, or is in, so that a walk of it comes by; undefined where there is none. */
  covering(path: string): FolderRow | undefined {
    const around = this.list().filter((folder) => isIn(path, folder.path));
    return around.reduce<FolderRow | undefined>(
      (inner, folder) => (inner && inner.path.length > folder.path.length ? inner : folder),
      undefined,
    );
  }

  /**
   * Remembers a folder that is imported, unless one around it has it already and nothing else is said of it. What the
   * library keeps in its own directory is no imported folder.
   * @param options what is said of it now; otherwise what is remembered holds
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

  /** Globs of what is left out of a folder. */
  globsOf(folder: FolderRow | null): string[] {
    return [...excludedEverywhere(this.#db), ...(folder?.excluded ?? [])];
  }

  /** Imported folders within a folder, and the library: a walk through the folder passes them over. */
  pathsExcept(root: string): string[] {
    const inner = this.list().map((folder) => folder.path);
    if (this.#library !== null) inner.push(this.#library);
    return inner.filter((path) => path !== root && isIn(path, root));
  }

  /** Paths of photos in no imported folder: files that were imported one by one. */
  loosePaths(): string[] {
    const roots = this.list().map(({ path }) => path);
    return listLoosePaths(this.#db, (folder) => roots.some((root) => isIn(folder, root)));
  }

  /** Notes which folders are there, without walking them; one that was moved, photos and all, is forgotten. */
  async refresh(): Promise<void> {
    for (const { path, state } of this.list()) {
      const isThere = await onDisk(path, () => stat(path)).then(
        () => true,
        (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
      );
      if (isThere) continue;
      if (countPhotosUnder(this.#db, withSeparator(path)).photos === 0) deleteImportedFolder(this.#db, path);
      else if (state !== 'offline') updateImportedFolder(this.#db, path, { state: 'offline', ended: false });
    }
  }

  /** @throws FamiliarError `not-found` */
  watch(path: string | null, on: boolean): void {
    if (path === null) putSetting(this.#db, keys.watch, on ? 'on' : 'off');
    else setWatched(this.#db, this.get(path).path, on);
  }

  exclude(globs: readonly string[]): void {
    putSetting(this.#db, keys.exclude, JSON.stringify(globs));
  }
}

/** Whether a path is a folder, or is in it. */
const isIn = (path: string, folder: string): boolean =>
  path === folder || withSeparator(path).startsWith(withSeparator(folder));
