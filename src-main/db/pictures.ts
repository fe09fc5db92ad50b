import type { ReadableDb, WritableDb } from './open.ts';

export function getChip(db: ReadableDb, faceId: number): Buffer | undefined {
  return db.prepare<[number], Buffer>('SELECT jpeg FROM chips WHERE face_id = ?').pluck().get(faceId);
}

export function getThumbnail(db: ReadableDb, photoId: number): Buffer | undefined {
  return db.prepare<[number], Buffer>('SELECT jpeg FROM thumbnails WHERE photo_id = ?').pluck().get(photoId);
}

export function insertChip(db: WritableDb, faceId: number, jpeg: Uint8Array): void {
  db.prepare('INSERT INTO chips (face_id, jpeg) VALUES (?, ?)').run(faceId, jpeg);
}

/** Replaces an existing thumbnail. The picture is compared with others anew. */
export function replaceThumbnail(db: WritableDb, photoId: number, jpeg: Uint8Array): void {
  db.prepare('DELETE FROM likenesses WHERE photo_id = ?').run(photoId);
  db.prepare('INSERT OR REPLACE INTO thumbnails (photo_id, jpeg) VALUES (?, ?)').run(photoId, jpeg);
}

export function listFacesWithoutChip(db: ReadableDb, photoId: number): number[] {
  const sql = `SELECT id FROM faces WHERE photo_id = ? AND NOT EXISTS (SELECT 1 FROM chips WHERE face_id = faces.id)`;
  return db.prepare<[number], number>(sql).pluck().all(photoId);
}

/** Stores the picture of a face without one, if the face still exists. */
export function putChip(db: WritableDb, faceId: number, jpeg: Uint8Array): void {
  const sql = 'INSERT OR IGNORE INTO chips (face_id, jpeg) SELECT id, ? FROM faces WHERE id = ?';
  db.prepare(sql).run(jpeg, faceId);
}

/** Stores the thumbnail of a photo without one, if the photo still exists. */
export function putThumbnail(db: WritableDb, photoId: number, jpeg: Uint8Array): void {
  const sql = 'INSERT OR IGNORE INTO thumbnails (photo_id, jpeg) SELECT id, ? FROM photos WHERE id = ?';
  db.prepare(sql).run(jpeg, photoId);
}
