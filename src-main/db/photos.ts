import { required } from '../common/elements.ts';
import { putContent } from './contents.ts';
import { hasColumn, isCountedFace, isCountedPhoto, isKnownPhoto } from './counted.ts';
import { type AbsenceReason, presentFirst } from './files.ts';
import type { DateSource, Place } from '../contract/dates.ts';
import { type DatedBy, orderOf } from '../photos/dates.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** A recognised photo. */
export interface PhotoRow {
  id: number;
  path: string;
  /** Upright size in pixels. */
  width: number;
  height: number;
  takenAt: string | null;
  /** Duration of a film; null for a photo. */
  seconds: number | null;
  faces: number;
}

/** Order of photos: newest first, undated ones last. */
export const newestFirst = (db: ReadableDb): string =>
  `${hasColumn(db, 'photos', 'taken_order') ? 'photos.taken_order' : 'photos.taken_at'} DESC, photos.id DESC`;

/** Columns of a {@link PhotoRow}. */
export const photoColumns = (db: ReadableDb): string => `
  photos.id, photos.width, photos.height, photos.taken_at AS takenAt,
  ${hasColumn(db, 'photos', 'seconds') ? 'photos.seconds' : 'NULL AS seconds'},
  (SELECT path FROM files WHERE files.photo_id = photos.id ORDER BY ${presentFirst(db)} path LIMIT 1) AS path,
  (SELECT count(*) FROM faces WHERE faces.photo_id = photos.id AND ${isCountedFace(db)}) AS faces`;

export function countPhotos(db: ReadableDb): number {
  const sql = `SELECT count(*) FROM photos WHERE ${isCountedPhoto(db)}`;
  return required(db.prepare<[], number>(sql).pluck().get());
}

/** Sorted from newest to oldest; undated ones last, by id. */
export function listPhotos(db: ReadableDb, offset: number, limit: number): PhotoRow[] {
  return db
    .prepare<[number, number], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE ${isCountedPhoto(db)}
       ORDER BY ${newestFirst(db)} LIMIT ? OFFSET ?`,
    )
    .all(limit, offset);
}

/** Date and upright size of every photo but some, in the order of {@link listPhotos}. */
export function listShapes(
  db: ReadableDb,
  except: readonly number[],
): Pick<PhotoRow, 'takenAt' | 'width' | 'height'>[] {
  return db
    .prepare<[string], Pick<PhotoRow, 'takenAt' | 'width' | 'height'>>(
      `SELECT taken_at AS takenAt, width, height FROM photos WHERE ${isCountedPhoto(db)}
       AND photos.id NOT IN (SELECT value FROM json_each(?)) ORDER BY ${newestFirst(db)}`,
    )
    .all(JSON.stringify(except));
}

export function getPhoto(db: ReadableDb, id: number): PhotoRow | undefined {
  return db
    .prepare<[number], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE id = ? AND ${isKnownPhoto(db)}`,
    )
    .get(id);
}

/** True for a film, recognised or not. */
export const isFilm = (db: ReadableDb, id: number): boolean =>
  hasColumn(db, 'photos', 'film') &&
  db.prepare<[number], number>('SELECT film FROM photos WHERE id = ?').pluck().get(id) === 1;

/** Stores the duration of a film. */
export function putSeconds(db: WritableDb, id: number, seconds: number): void {
  db.prepare('UPDATE photos SET seconds = ? WHERE id = ?').run(seconds, id);
}

/** Is the photo recognised, removed or not? Undefined if there is none. */
export function isRecognised(db: ReadableDb, id: number): boolean | undefined {
  const sql = 'SELECT pipeline_version IS NOT NULL FROM photos WHERE id = ?';
  const is = db.prepare<[number], number>(sql).pluck().get(id);
  return is === undefined ? undefined : is === 1;
}

/** In the order of {@link listPhotos}. */
export function getPhotos(db: ReadableDb, ids: readonly number[]): PhotoRow[] {
  return db
    .prepare<[string], PhotoRow>(
      `SELECT ${photoColumns(db)} FROM photos WHERE id IN (SELECT value FROM json_each(?))
       ORDER BY ${newestFirst(db)}`,
    )
    .all(JSON.stringify(ids));
}

/** The photo that has or had this content, recognised or not. */
export function findPhotoByHash(db: ReadableDb, hash: Uint8Array): number | undefined {
  const sql = 'SELECT photo_id FROM contents WHERE hash = ?';
  return db.prepare<[Uint8Array], number>(sql).pluck().get(hash);
}

/** SHA-256 of the contents of the listed photos, by photo. */
export function photoHashes(db: ReadableDb, ids: readonly number[]): Map<number, Buffer> {
  const sql = 'SELECT id, hash FROM photos WHERE id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, Buffer]>(sql).raw().all(JSON.stringify(ids)));
}

/**
 * Inserts a photo to be recognised.
 * @param image see {@link RecognisedColumns}
 */
export function insertPhoto(
  db: WritableDb,
  hash: Uint8Array,
  bytes: number,
  image: Uint8Array | null = null,
  film = false,
): number {
  const sql = 'INSERT INTO photos (hash, bytes, image, film) VALUES (?, ?, ?, ?)';
  const id = Number(db.prepare(sql).run(hash, bytes, image, Number(film)).lastInsertRowid);
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

/** A date set by the user is kept. */
export function updateRecognised(db: WritableDb, id: number, photo: RecognisedColumns): void {
  const { takenAt, ...columns } = photo;
  db.prepare(
    `UPDATE photos SET width = @width, height = @height, orientation = @orientation,
     pipeline_version = @pipelineVersion WHERE id = @id`,
  ).run({ id, ...columns });
  putDate(db, id, takenAt === null ? null : { takenAt, offset: null, from: 'exif' });
}

/** Updates orientation and upright size. */
export function updateTurn(
  db: WritableDb,
  id: number,
  turn: Pick<RecognisedColumns, 'width' | 'height' | 'orientation'>,
): void {
  const sql = 'UPDATE photos SET width = @width, height = @height, orientation = @orientation WHERE id = @id';
  db.prepare(sql).run({ id, ...turn });
}

/** Values of the date columns. */
export const dateColumns = (date: DatedBy | null) => ({
  taken_at: date?.takenAt ?? null,
  taken_from: date?.from ?? null,
  taken_offset: date?.offset ?? null,
  taken_order: date ? orderOf(date) : null,
});

/** Sets the date of a photo, unless the user set one. */
export function putDate(db: WritableDb, id: number, date: DatedBy | null): void {
  db.prepare(
    `UPDATE photos SET taken_at = @taken_at, taken_from = @taken_from, taken_offset = @taken_offset,
     taken_order = @taken_order WHERE id = @id AND taken_from IS NOT 'user'`,
  ).run({ id, ...dateColumns(date) });
}

/** Records whether a photo's file is truncated. */
export function putCutShort(db: WritableDb, id: number, isCutShort: boolean): void {
  db.prepare('UPDATE photos SET cut_short = ? WHERE id = ?').run(Number(isCutShort), id);
}

export const isCutShort = (db: ReadableDb, id: number): boolean =>
  hasColumn(db, 'photos', 'cut_short') &&
  db.prepare<[number], number>('SELECT cut_short FROM photos WHERE id = ?').pluck().get(id) === 1;

export function putPlace(db: WritableDb, id: number, place: Place | null): void {
  const sql = 'UPDATE photos SET latitude = ?, longitude = ? WHERE id = ?';
  db.prepare(sql).run(place?.latitude ?? null, place?.longitude ?? null, id);
}

/** Source of a photo's date, and its place; nulls in a library of an older version. */
export function notesOf(
  db: ReadableDb,
  id: number,
): { takenFrom: DateSource | null; takenOffset: number | null; place: Place | null } {
  const nothing = { takenFrom: null, takenOffset: null, place: null };
  if (!hasColumn(db, 'photos', 'taken_from')) return nothing;
  type Row = {
    takenFrom: DateSource | null;
    takenOffset: number | null;
    latitude: number | null;
    longitude: number;
  };
  const sql = `SELECT taken_from AS takenFrom, taken_offset AS takenOffset, latitude, longitude
    FROM photos WHERE id = ?`;
  const row = db.prepare<[number], Row>(sql).get(id);
  if (!row) return nothing;
  const { latitude, longitude, ...date } = row;
  return { ...date, place: latitude === null ? null : { latitude, longitude } };
}

/** Replaces the content of a photo whose file was rewritten with the same picture. */
export function updateContent(db: WritableDb, id: number, hash: Uint8Array, bytes: number): void {
  db.prepare('UPDATE photos SET hash = ?, bytes = ? WHERE id = ?').run(hash, bytes, id);
  putContent(db, hash, id, imageOf(db, id));
}

/** The picture whose faces are stored; null if unknown. */
export function imageOf(db: ReadableDb, id: number): Buffer | null {
  const sql = 'SELECT image FROM photos WHERE id = ?';
  return db.prepare<[number], Buffer | null>(sql).pluck().get(id) ?? null;
}

/** Sets the identity of a photo's picture, also for its contents without one. */
export function putImage(db: WritableDb, id: number, image: Uint8Array): void {
  db.prepare('UPDATE photos SET image = ? WHERE id = ?').run(image, id);
  db.prepare('UPDATE contents SET image = ? WHERE photo_id = ? AND image IS NULL').run(image, id);
}

/** EXIF orientation of the file, 1 to 8. */
export function orientationOf(db: ReadableDb, id: number): number {
  return required(
    db.prepare<[number], number>('SELECT orientation FROM photos WHERE id = ?').pluck().get(id),
  );
}

export interface ContentOfPhoto {
  hash: Buffer;
  bytes: number;
  image: Buffer | null;
}

export function contentOf(db: ReadableDb, id: number): ContentOfPhoto {
  const sql = 'SELECT hash, bytes, image FROM photos WHERE id = ?';
  return required(db.prepare<[number], ContentOfPhoto>(sql).get(id));
}

/** Deletes a photo and all rows that refer to it. */
export function deletePhoto(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM photos WHERE id = ?').run(id);
}

/** Recognised photos that are missing, the last ones noticed first. */
export function listMissingPhotos(db: ReadableDb, offset: number, limit: number): MissingRow[] {
  const sql = `SELECT id, gone AS why, gone_since AS since,
      coalesce((SELECT path FROM files WHERE photo_id = photos.id ORDER BY path LIMIT 1), '') AS path,
      (SELECT count(*) FROM faces WHERE photo_id = photos.id AND dismissed = 0) AS faces
    FROM photos WHERE gone IS NOT NULL AND ${isKnownPhoto(db)}
    ORDER BY gone_since DESC, id DESC LIMIT ? OFFSET ?`;
  return db.prepare<[number, number], MissingRow>(sql).all(limit, offset);
}

export interface MissingRow {
  id: number;
  path: string;
  why: AbsenceReason;
  since: string;
  faces: number;
}

export function countMissingPhotos(db: ReadableDb): number {
  if (!hasColumn(db, 'photos', 'gone')) return 0;
  const sql = `SELECT count(*) FROM photos WHERE gone IS NOT NULL AND ${isKnownPhoto(db)}`;
  return required(db.prepare<[], number>(sql).pluck().get());
}

/** Deletes missing photos that were never recognised, with their jobs. */
export function deleteAbsentUnrecognised(db: WritableDb, jobKind: string): void {
  const gone = 'SELECT id FROM photos WHERE gone IS NOT NULL AND pipeline_version IS NULL';
  db.prepare(`DELETE FROM jobs WHERE kind = ? AND subject IN (${gone})`).run(jobKind);
  db.prepare(`DELETE FROM photos WHERE id IN (${gone})`).run();
}

/** Deletes photos at a path that were never recognised and have been replaced by another content. */
export function deleteSuperseded(db: WritableDb, path: string, by: number, jobKind: string): void {
  const superseded = `SELECT photos.id FROM photos JOIN files ON photo_id = photos.id
    WHERE path = ? AND photos.id <> ? AND pipeline_version IS NULL
    AND NOT EXISTS (SELECT 1 FROM files AS other WHERE other.photo_id = photos.id AND other.path <> files.path)`;
  db.prepare(`DELETE FROM jobs WHERE kind = ? AND subject IN (${superseded})`).run(jobKind, path, by);
  db.prepare(`DELETE FROM photos WHERE id IN (${superseded})`).run(path, by);
}

/** Deletes photos that were never recognised and have no job of this kind. */
export function deleteUnrecognised(db: WritableDb, jobKind: string): void {
  db.prepare(
    `DELETE FROM photos WHERE pipeline_version IS NULL
     AND id NOT IN (SELECT subject FROM jobs WHERE kind = ?)`,
  ).run(jobKind);
}
