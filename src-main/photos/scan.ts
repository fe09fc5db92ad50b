import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { FamiliarError, type WireError } from '../contract/errors.ts';
import type { LeftOutOfImport } from '../contract/models.ts';
import { looksLikeFilm, looksLikePhoto } from '../contract/photo-endings.ts';
import { headLength, kindOf } from './decoding/kinds.ts';
import { onDisk, readPhotoHead } from './disk.ts';
import { LeaveOut } from './left-out.ts';

/** An entry found while walking a folder. */
export type ScanEntry =
  /** A file that may be a photo or a film. */
  | { path: string; stats: Stats }
  /** A file or folder that could not be read. */
  | { path: string; error: WireError; isFolder: boolean }
  /** A file or folder that is left out, with the number of photos in it. */
  | { path: string; leftOut: LeftOutOfImport; photos: number; isFolder: boolean }
  /** A folder is done: its own files came before this entry, files of its subfolders come after. */
  | { path: string; read: true };

export interface ScanOptions {
  leaveOut?: LeaveOut;
  followLinks?: boolean;
  /** Count the photos in folders that are left out; otherwise each counts as 0. */
  countLeftOut?: boolean;
  /** Folders to skip, whatever their names. */
  except?: readonly string[];
  signal?: AbortSignal;
}

/**
 * Walks a folder recursively, the files of each folder before its subfolders, both by name. Photos and films are
 * recognised by their extensions, others by their first bytes. Symbolic links are left out unless `followLinks` is set; then no folder is
 * entered twice. Only regular files are yielded.
 * @param folder absolute
 * @param root the imported folder that it is, or is in
 */
export function scanFolder(
  folder: string,
  root = folder,
  options: ScanOptions = {},
): AsyncGenerator<ScanEntry> {
  return new Walk(root, options).through(folder);
}

/** Files and folders that are given explicitly. */
export async function* scanPhotos(
  paths: readonly string[],
  options: ScanOptions = {},
): AsyncGenerator<ScanEntry> {
  for (const path of paths.map((p) => resolve(p))) {
    const stats = await statOrError(path);
    if ('error' in stats) yield { ...stats, isFolder: false };
    else if (stats.isDirectory()) yield* scanFolder(path, path, options);
    else if (stats.isFile()) yield { path, stats };
    else yield { path, error: notAFile(), isFolder: false };
  }
}

/** Number of files whose sizes and times are requested together. */
const filesAtOnce = 64;

class Walk {
  readonly #root: string;
  readonly #options: ScanOptions;
  readonly #leaveOut: LeaveOut;
  /** Folders that were entered, to detect cycles of links. */
  readonly #entered = new Set<string>();

  constructor(root: string, options: ScanOptions) {
    this.#root = root;
    this.#options = options;
    this.#leaveOut = options.leaveOut ?? new LeaveOut();
  }

  async *through(folder: string): AsyncGenerator<ScanEntry> {
    const { signal, followLinks = false } = this.#options;
    signal?.throwIfAborted();
    if (followLinks && !(await this.#enter(folder))) return;
    let entries: Dirent[];
    try {
      entries = await onDisk(folder, () => readdir(folder, { withFileTypes: true }));
    } catch (error) {
      yield { path: folder, error: fileSystemError(error), isFolder: true };
      return;
    }
    if (folder !== this.#root && entries.some(({ name }) => name === '.nomedia')) {
      yield await this.#leftOutFolder(folder, 'nomedia');
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    const stems = new Set(entries.filter(({ name }) => looksLikePhoto(name)).map(({ name }) => stemOf(name)));
    for (let start = 0; start < entries.length; start += filesAtOnce) {
      const looked = entries
        .slice(start, start + filesAtOnce)
        .map((entry) => this.#look(folder, entry, folders, stems));
      for (const entry of await Promise.all(looked)) {
        signal?.throwIfAborted();
        if (entry) yield entry;
      }
    }
    yield { path: folder, read: true };
    for (const path of folders.sort()) yield* this.through(path);
  }

  /** Examines one entry. A folder to be walked is added to `folders` and gives no entry. */
  async #look(
    folder: string,
    entry: Dirent,
    folders: string[],
    stems: ReadonlySet<string>,
  ): Promise<ScanEntry | null> {
    const path = join(folder, entry.name);
    if (this.#options.except?.includes(path)) return null;
    const isFilm = looksLikeFilm(entry.name);
    // The short film of a live photo belongs to its photo.
    if (isFilm && stems.has(stemOf(entry.name))) return null;
    const isPhoto =
      isFilm || looksLikePhoto(entry.name) || (entry.isFile() && (await this.#isPhotoByContent(path)));
    let isFolder = entry.isDirectory();
    let stats: Stats | { path: string; error: WireError } | null = null;
    if (entry.isSymbolicLink()) {
      if (!this.#options.followLinks)
        return isPhoto || !hasEnding(entry.name) ? this.#link(path, isPhoto) : null;
      stats = await statOrError(path);
      if ('error' in stats) return isPhoto ? { ...stats, isFolder: false } : null;
      isFolder = stats.isDirectory();
    }
    if (!isFolder && !isPhoto) return null;
    const reason = this.#leaveOut.reason(relative(this.#root, path), isFolder ? 'folder' : 'file');
    if (reason && isFolder) return this.#leftOutFolder(path, reason);
    if (reason) return { path, leftOut: reason, photos: 1, isFolder };
    if (isFolder) {
      folders.push(path);
      return null;
    }
    stats ??= await lstatOrError(path);
    if ('error' in stats) return { ...stats, isFolder: false };
    if (!stats.isFile()) return { path, leftOut: 'not-a-file', photos: 1, isFolder };
    return { path, stats };
  }

  /** A name without an extension, or with an unknown one, is decided by the first bytes. */
  async #isPhotoByContent(path: string): Promise<boolean> {
    if (isUnfinishedOrCopy(path) || this.#leaveOut.reason(relative(this.#root, path), 'file') !== null) {
      return false;
    }
    const head = await readPhotoHead(path, headLength).catch(() => null);
    const kind = head && kindOf(head);
    return kind !== null && 'readable' in kind && kind.readable !== 'pnm' && kind.readable !== 'bmp';
  }

  /**
   * A link to a photo inside the imported folder is ignored, since the walk finds its target. The target is
   * resolved but not accessed.
   */
  async #link(path: string, isPhoto: boolean): Promise<ScanEntry | null> {
    const target = await onDisk(path, () => readlink(path)).catch(() => null);
    if (target === null) return null;
    const leadsTo = resolve(dirname(path), target);
    if (leadsTo.startsWith(withSeparator(this.#root)) && isPhoto) return null;
    return { path, leftOut: 'link', photos: isPhoto ? 1 : 0, isFolder: !isPhoto };
  }

  async #enter(folder: string): Promise<boolean> {
    const stats = await statOrError(folder);
    if ('error' in stats) return true;
    const identity = `${stats.dev}:${stats.ino}`;
    if (this.#entered.has(identity)) return false;
    this.#entered.add(identity);
    return true;
  }

  async #leftOutFolder(path: string, leftOut: LeftOutOfImport): Promise<ScanEntry> {
    const photos = this.#options.countLeftOut ? await countPhotosIn(path, this.#options.signal) : 0;
    return { path, leftOut, photos, isFolder: true };
  }
}

/**
 * Number of photos in a folder by their extensions. Links are not followed; unreadable folders count as 0.
 */
async function countPhotosIn(folder: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const entries = await onDisk(folder, () => readdir(folder, { withFileTypes: true })).catch(() => []);
  let photos = 0;
  for (const entry of entries) {
    if (entry.isDirectory()) photos += await countPhotosIn(join(folder, entry.name), signal);
    else if (entry.isFile() && (looksLikePhoto(entry.name) || looksLikeFilm(entry.name))) photos++;
  }
  return photos;
}

/** The name without its extension, in lower case. */
const stemOf = (name: string): string => name.slice(0, name.lastIndexOf('.')).toLowerCase();

/** Downloads under way, copies that editors keep, and the thumbnails and previews of cameras. */
const isUnfinishedOrCopy = (path: string): boolean =>
  /(~|_original|\.(part|partial|crdownload|download|tmp|temp|bak|old|orig|thm|lrv))$/i.test(path);

const hasEnding = (name: string): boolean => /.\.[a-z0-9]{1,5}$/i.test(name);

/** The folder's path with a trailing separator, as a prefix of the paths in it. */
export const withSeparator = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);

const notAFile = () => new FamiliarError('photo-unreadable', 'neither a file nor a folder');

const statOrError = (path: string) => orError(path, () => stat(path));
const lstatOrError = (path: string) => orError(path, () => lstat(path));

async function orError(
  path: string,
  look: () => Promise<Stats>,
): Promise<Stats | { path: string; error: WireError }> {
  try {
    return await onDisk(path, look);
  } catch (error) {
    // Node decodes names as UTF-8 and cannot open a name that is not.
    if (path.includes('\ufffd')) {
      return { path, error: new FamiliarError('photo-unreadable', 'its name is not valid Unicode') };
    }
    return { path, error: fileSystemError(error) };
  }
}

/** Maps an error of the operating system to Familiar's codes; any other error becomes `internal`. */
export function fileSystemError(thrown: unknown): FamiliarError {
  if (thrown instanceof FamiliarError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FamiliarError('path-missing', 'there is nothing at this path', { cause: thrown });
  }
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    return new FamiliarError('photo-unreadable', `it cannot be read (${code})`, { cause: thrown });
  }
  return new FamiliarError('internal', String(thrown), { cause: thrown });
}
