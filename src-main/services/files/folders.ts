import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { FolderListing } from '../../contract/models.ts';
import { looksLikeFilm, looksLikePhoto } from '../../contract/photo-endings.ts';
import { fileSystemError } from '../../photos/scan.ts';
import { folderPlaces } from './folder-places.ts';

/**
 * The visible folders inside a folder, by name.
 * @param path absolute, or null for the home folder
 * @throws FamiliarError `path-missing`, `photo-unreadable`, or `bad-request` where it is no folder
 */
export async function listFolders(path: string | null): Promise<FolderListing> {
  const folder = resolve(path ?? homedir());
  try {
    if (!(await stat(folder)).isDirectory()) throw new FamiliarError('bad-request', 'this is not a folder');
    const entries = (await readdir(folder, { withFileTypes: true })).filter((e) => !e.name.startsWith('.'));
    const folders = await Promise.all(
      entries.map(async (entry) => {
        const child = join(folder, entry.name);
        const isFolder =
          entry.isDirectory() ||
          (entry.isSymbolicLink() && (await stat(child).catch(() => null))?.isDirectory());
        return isFolder ? [{ name: entry.name, path: child }] : [];
      }),
    );
    const parent = dirname(folder);
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      folders: folders.flat().sort((a, b) => a.name.localeCompare(b.name)),
      photos: entries.filter(
        (entry) => entry.isFile() && (looksLikePhoto(entry.name) || looksLikeFilm(entry.name)),
      ).length,
      places: await folderPlaces(),
    };
  } catch (error) {
    if (error instanceof FamiliarError) throw error;
    throw fileSystemError(error);
  }
}
