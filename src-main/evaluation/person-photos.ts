import { join, parse } from 'node:path';
import { FamiliarError } from '../contract/errors.ts';
import { looksLikePhoto } from '../contract/photo-endings.ts';
import { listFolder } from './files.ts';
import type { NamedPair, NamedPhoto } from './lfw-pairs.ts';

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

/**
 * Finds the files that a pairs list names: photo 7 of Ada Li is `<images>/Ada_Li/Ada_Li_0007` with the ending
 * of any photo format.
 * @throws FamiliarError `path-missing` naming the first photo that is not there
 */
export async function locatePairs(
  images: string,
  pairs: readonly NamedPair[],
): Promise<(Omit<NamedPair, 'a' | 'b'> & { a: string; b: string })[]> {
  const people = new Set(pairs.flatMap(({ a, b }) => [a.person, b.person]));
  const files = new Map<string, string>();
  for (const person of people) {
    const folder = join(images, person);
    for (const { name } of await listFolder(folder)) {
      if (looksLikePhoto(name)) files.set(join(folder, parse(name).name), join(folder, name));
    }
  }
  const locate = ({ person, number }: NamedPhoto): string => {
    const stem = join(images, person, `${person}_${String(number).padStart(4, '0')}`);
    const file = files.get(stem);
    if (!file)
      throw new FamiliarError('path-missing', `the pairs list names a photo that is missing: ${stem}`);
    return file;
  };
  return pairs.map((pair) => ({ ...pair, a: locate(pair.a), b: locate(pair.b) }));
}
