import { resolve } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import { listPhotosOfPath } from '../../db/removal-targets.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';

/**
 * The library's photos at these paths.
 * @throws FamiliarError `not-found` for a path without a photo
 */
export function photosAt(library: string, paths: readonly string[]): number[] {
  const { db } = lookIntoLibrary(library);
  try {
    return paths.flatMap((path) => {
      const photos = listPhotosOfPath(db, resolve(path));
      if (photos.length === 0) throw new FamiliarError('not-found', `the library has no photo at ${path}`);
      return photos;
    });
  } finally {
    db.close();
  }
}
