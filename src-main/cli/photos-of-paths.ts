import { resolve } from 'node:path';
import { FamiliarError } from '../contract/errors.ts';
import { listPhotosAt } from '../db/files.ts';
import { lookIntoLibrary } from '../library/read-only.ts';

/**
 * Ids of the photos of a library at these paths.
 * @throws FamiliarError `not-found`
 */
export function photosAt(library: string, paths: readonly string[]): number[] {
  const { db } = lookIntoLibrary(library);
  try {
    return paths.map((path) => {
      const file = listPhotosAt(db, resolve(path)).find(({ isRecognised }) => isRecognised);
      if (!file) throw new FamiliarError('not-found', `${path} is no photo of the library`);
      return file.photoId;
    });
  } finally {
    db.close();
  }
}
