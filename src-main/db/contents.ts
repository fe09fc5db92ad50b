import { isKnownPhoto } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** Content of a file that a photo has, or had. */
export interface ContentRow {
  photoId: number;
  /** SHA-256 of the picture without metadata; null if unknown. */
  image: Buffer | null;
}

export function findContent(db: ReadableDb, hash: Uint8Array): ContentRow | undefined {
  const sql = 'SELECT photo_id AS photoId, image FROM contents WHERE hash = ?';
  return db.prepare<[Uint8Array], ContentRow>(sql).get(hash);
}

/** Recognised photos whose faces were found in this picture, ascending. */
export function findPhotosByImage(db: ReadableDb, image: Uint8Array): number[] {
  // The index of pictures is on `contents`, not on `photos`.
  const sql = `SELECT id FROM photos WHERE image = @image AND ${isKnownPhoto(db)}
    AND id IN (SELECT photo_id FROM contents WHERE image = @image) ORDER BY id`;
  return db.prepare<[{ image: Uint8Array }], number>(sql).pluck().all({ image });
}

/** Records a content of a photo. */
export function putContent(
  db: WritableDb,
  hash: Uint8Array,
  photoId: number,
  image: Uint8Array | null,
): void {
  db.prepare(
    `INSERT INTO contents (hash, photo_id, image) VALUES (@hash, @photoId, @image)
     ON CONFLICT (hash) DO UPDATE SET photo_id = @photoId, image = coalesce(@image, image)`,
  ).run({ hash, photoId, image });
}

/** Reassigns the contents of one photo to another. */
export function moveContents(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE contents SET photo_id = ? WHERE photo_id = ?').run(to, from);
}
