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

export function insertThumbnail(db: WritableDb, photoId: number, jpeg: Uint8Array): void {
  db.prepare('INSERT INTO thumbnails (photo_id, jpeg) VALUES (?, ?)').run(photoId, jpeg);
}
