import type { ReadableDb, WritableDb } from './open.ts';

/** What tells whether a file is still the one that was hashed. Times in milliseconds since 1970. */
export interface FileStamp {
  bytes: number;
  modifiedMs: number;
  changedMs: number;
}

/** The photo that lies at a path, provided that the file has not been touched since it was hashed. */
export function findUntouchedFile(db: ReadableDb, path: string, stamp: FileStamp): number | undefined {
  return db
    .prepare<[string, number, number, number], number>(
      'SELECT photo_id FROM files WHERE path = ? AND bytes = ? AND modified_ms = ? AND changed_ms = ?',
    )
    .pluck()
    .get(path, stamp.bytes, stamp.modifiedMs, stamp.changedMs);
}

/** Where a photo lies, or lay when it was last seen. */
export interface FileRow extends FileStamp {
  path: string;
}

export function listFilesOfPhoto(db: ReadableDb, photoId: number): FileRow[] {
  return db
    .prepare<[number], FileRow>(
      `SELECT path, bytes, modified_ms AS modifiedMs, changed_ms AS changedMs FROM files
       WHERE photo_id = ? ORDER BY path`,
    )
    .all(photoId);
}

/** Notes that a photo lies at a path. */
export function putFile(db: WritableDb, path: string, photoId: number, stamp: FileStamp): void {
  db.prepare('INSERT OR REPLACE INTO files VALUES (@path, @photoId, @bytes, @modifiedMs, @changedMs)').run({
    path,
    photoId,
    ...stamp,
  });
}
