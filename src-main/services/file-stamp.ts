import { type Stats, statSync } from 'node:fs';
import { type FileStamp, listFilesOfPhoto } from '../db/files.ts';
import type { ReadableDb } from '../db/open.ts';

export const stampOf = (stats: Stats): FileStamp => ({
  bytes: stats.size,
  modifiedMs: stats.mtimeMs,
  changedMs: stats.ctimeMs,
});

/**
 * A place where a photo still lies: a file that has the size and the times it had when its content was hashed.
 * Undefined where every file is gone or has changed.
 */
export function presentPath(db: ReadableDb, photoId: number): string | undefined {
  return listFilesOfPhoto(db, photoId).find(({ path, bytes, modifiedMs }) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.size === bytes && stats.mtimeMs === modifiedMs;
  })?.path;
}
