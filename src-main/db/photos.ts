import { putContent } from './contents.ts';
import { isCountedFace, isCountedPhoto, isKnownPhoto } from './counted.ts';
import { goneLast } from './files.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** A photo that has been recognised. */
export interface PhotoRow {
  id: number;
  path: string;
  /** Upright, in pixels. */
  width: number;
  height: number;
  takenAt: string | null;
  faces: number;
}

/** What a {@link PhotoRow} is read by. */
export const photoColumns = (db: ReadableDb): string => `
  photos.id, photos.width, photos.height, photos.taken_at AS takenAt,
  (SELECT path FROM files WHERE files.photo_id = photos.id ORDER BY ${goneLast(db)} path LIMIT 1) AS path,
  (SELECT count(*) FROM faces WHERE faces.photo_id = photos.id AND ${isCountedFace(db)}) AS faces`;

export function countPhotos(db: ReadableDb): number {
  const sql = `SELECT count(*) FROM photos WHERE ${isCountedPhoto(db)}`;
  return db.prepare<[], number>(sql).pluck().get()!;
}

/** Newest first; those without a date last, in the order they came. */
export function listPhotos(db: ReadableDb, offset: number, limit: number): PhotoRow[] {
  return db
    .prepare<[number, number], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE ${isCountedPhoto(db)}
       ORDER BY taken_at DESC, id DESC LIMIT ? OFFSET ?`,
    )
    .all(limit, offset);
}

export function getPhoto(db: ReadableDb, id: number): PhotoRow | undefined {
  return db
    .prepare<[number], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE id = ? AND ${isKnownPhoto(db)}`,
    )
    .get(id);
}

/** In the order of {@link listPhotos}. */
export function getPhotos(db: ReadableDb, ids: readonly number[]): PhotoRow[] {
  return db
    .prepare<[string], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE id IN (SELECT value FROM json_each(?))
       ORDER BY taken_at DESC, id DESC`,
    )
    .all(JSON.stringify(ids));
}

/** The photo that has or had this content, recognised or not. */
export function findPhotoByHash(db: ReadableDb, hash: Uint8Array): number | undefined {
  const sql = 'SELECT photo_id FROM contents WHERE hash = ?';
  return db.prepare<[Uint8Array], number>(sql).pluck().get(hash);
}

/** SHA-256 of the content of these photos, by photo. */
export function photoHashes(db: ReadableDb, ids: readonly number[]): Map<number, Buffer> {
  const sql = 'SELECT id, hash FROM photos WHERE id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, Buffer]>(sql).raw().all(JSON.stringify(ids)));
}

/**
 * A photo that waits to be recognised.
 * @param image see {@link RecognisedColumns}
 */
export function insertPhoto(
  db: WritableDb,
  hash: Uint8Array,
  bytes: number,
  image: Uint8Array | null = null,
): number {
  const sql = 'INSERT INTO photos (hash, bytes, image) VALUES (?, ?, ?)';
  const id = Number(db.prepare(sql).run(hash, bytes, image).lastInsertRowid);
  putContent(db, hash, id, image);
  return id;
}

export interface RecognisedColumns {
  width: number;
  height: number;
  /** EXIF orientation of the file, 1 to 8. */
  orientation: number;
  takenAt: string | null;
  pipelineVersion: number;
}

export function updateRecognised(db: WritableDb, id: number, photo: RecognisedColumns): void {
  db.prepare(
    `UPDATE photos SET width = @width, height = @height, orientation = @orientation, taken_at = @takenAt,
     pipeline_version = @pipelineVersion WHERE id = @id`,
  ).run({ id, ...photo });
}

/** The photo's file was written to by Familiar: its content is another, its picture the same. */
export function updateContent(db: WritableDb, id: number, hash: Uint8Array, bytes: number): void {
  db.prepare('UPDATE photos SET hash = ?, bytes = ? WHERE id = ?').run(hash, bytes, id);
  putContent(db, hash, id, imageOf(db, id));
}

/** The picture whose faces are stored; null where it is not known. */
export function imageOf(db: ReadableDb, id: number): Buffer | null {
  const sql = 'SELECT image FROM photos WHERE id = ?';
  return db.prepare<[number], Buffer | null>(sql).pluck().get(id) ?? null;
}

/** Forgets photos at a path that were never recognised and have since given way to another content. */
export function deleteSuperseded(db: WritableDb, path: string, by: number, jobKind: string): void {
  const superseded = `SELECT photos.id FROM photos JOIN files ON photo_id = photos.id
    WHERE path = ? AND photos.id <> ? AND pipeline_version IS NULL
    AND NOT EXISTS (SELECT 1 FROM files AS other WHERE other.photo_id = photos.id AND other.path <> files.path)`;
  db.prepare(`DELETE FROM jobs WHERE kind = ? AND subject IN (${superseded})`).run(jobKind, path, by);
  db.prepare(`DELETE FROM photos WHERE id IN (${superseded})`).run(path, by);
}

/** Forgets photos that were never recognised and have no job of this kind. */
export function deleteUnrecognised(db: WritableDb, jobKind: string): void {
  db.prepare(
    `DELETE FROM photos WHERE pipeline_version IS NULL
     AND id NOT IN (SELECT subject FROM jobs WHERE kind = ?)`,
  ).run(jobKind);
}
