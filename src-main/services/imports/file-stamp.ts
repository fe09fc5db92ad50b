import { type Stats, statSync } from 'node:fs';
import { type FileStamp, listFilesOfPhoto } from '../../db/files.ts';
import type { ReadableDb } from '../../db/open.ts';

export const stampOf = (stats: Stats): FileStamp => ({
  bytes: stats.size,
  modifiedMs: stats.mtimeMs,
  changedMs: stats.ctimeMs,
});

/**
 * The places where a photo still lies: files that have the size and the times they had when their content was
 * hashed.
 */
export function presentPaths(db: ReadableDb, photoId: number): string[] {
  return listFilesOfPhoto(db, photoId)
    .filter(({ path, bytes, modifiedMs }) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.size === bytes && stats.mtimeMs === modifiedMs;
    })
    .map(({ path }) => path);
}

/** The first of {@link presentPaths}; undefined where every file is gone or has changed. */
export const presentPath = (db: ReadableDb, photoId: number): string | undefined =>
  presentPaths(db, photoId)[0];
