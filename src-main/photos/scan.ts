import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FamiliarError, type WireError } from '../contract/errors.ts';
import { looksLikePhoto } from '../contract/photo-endings.ts';

/** A file that may be a photo, or a place that could not be looked at. */
export type ScanEntry = { path: string; stats: Stats } | { path: string; error: WireError };

/**
 * Walks folders recursively in the order of their names. A path named outright is taken whatever its
 * ending; inside folders the ending decides. Hidden files and folders are passed over. Links are followed,
 * no folder is entered twice, and only regular files come out (opening a pipe would wait for ever).
 * @param paths files and folders, absolute or relative to the working directory
 */
export async function* scanPhotos(paths: readonly string[], signal?: AbortSignal): AsyncGenerator<ScanEntry> {
  const entered = new Set<string>();
  for (const path of paths.map((p) => resolve(p))) {
    const stats = await statOrError(path);
    if ('error' in stats) yield stats;
    else if (stats.isDirectory()) yield* walk(path, stats, entered, signal);
    else if (stats.isFile()) yield { path, stats };
    else yield { path, error: { code: 'photo-unreadable', message: 'neither a file nor a folder' } };
  }
}

async function* walk(
  folder: string,
  folderStats: Stats,
  entered: Set<string>,
  signal?: AbortSignal,
): AsyncGenerator<ScanEntry> {
  signal?.throwIfAborted();
  const identity = `${folderStats.dev}:${folderStats.ino}`;
  if (entered.has(identity)) return;
  entered.add(identity);

  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { path: folder, error: fileSystemError(error) };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    signal?.throwIfAborted();
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const isPhoto = looksLikePhoto(entry.name);
    if (!isPhoto && !entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const stats = await statOrError(path);
    if ('error' in stats) {
      if (isPhoto || entry.isDirectory()) yield stats;
    } else if (stats.isDirectory()) yield* walk(path, stats, entered, signal);
    else if (isPhoto && stats.isFile()) yield { path, stats };
  }
}

async function statOrError(path: string): Promise<Stats | { path: string; error: WireError }> {
  try {
    return await stat(path);
  } catch (error) {
    // Node reads names as UTF-8 and cannot open one that is not.
    if (path.includes('\ufffd')) {
      return { path, error: new FamiliarError('photo-unreadable', 'its name is not valid Unicode') };
    }
    return { path, error: fileSystemError(error) };
  }
}

/** The operating system's refusal in Familiar's codes; what is not one of its refusals comes out `internal`. */
export function fileSystemError(thrown: unknown): FamiliarError {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FamiliarError('path-missing', 'there is nothing at this path', { cause: thrown });
  }
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    return new FamiliarError('photo-unreadable', `it cannot be read (${code})`, { cause: thrown });
  }
  return new FamiliarError('internal', String(thrown), { cause: thrown });
}
