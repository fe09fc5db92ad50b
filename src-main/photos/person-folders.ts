import { join } from 'node:path';
import { FamiliarError } from '../contract/errors.ts';
import { looksLikePhoto } from '../contract/photo-endings.ts';
import { listFolder } from './read-listed.ts';

/** A person's folder: all photos directly inside show that person. */
export interface PersonFolder {
  person: string;
  /** In the order of their names. */
  paths: string[];
}

/**
 * The folders of people in a directory, in the order of their names; those without photos do not count.
 * @throws FamiliarError `path-missing`, `photo-unreadable`, or `bad-request` where there is no such folder
 */
export async function listPersonFolders(images: string): Promise<PersonFolder[]> {
  const folders = (await listFolder(images)).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  const people = await Promise.all(
    folders.map(async ({ name }) => {
      const photos = (await listFolder(join(images, name))).filter((entry) => looksLikePhoto(entry.name));
      return { person: name, paths: photos.map((photo) => join(images, name, photo.name)).sort() };
    }),
  );
  const filled = people.filter(({ paths }) => paths.length > 0);
  if (filled.length === 0) {
    throw new FamiliarError('bad-request', `there is no folder with photos of a person in ${images}`);
  }
  return filled.sort((a, b) => (a.person < b.person ? -1 : 1));
}
