import { required } from '../common/elements.ts';
import type { Box, LeftOutReason } from '../contract/models.ts';
import { hasColumn, isCountedFace, listUncounted } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export interface FaceRow {
  id: number;
  photoId: number;
  box: Box;
  score: number;
  /** 0 to 1; null in rows of pipelines without it. */
  quality: number | null;
  /** Seconds from the start of its film; null for a face of a photo. */
  moment: number | null;
}

export interface StoredQuality {
  /** 0 to 1. */
  value: number;
  /** The measure that reduces it most. */
  weakness: LeftOutReason;
  /** Sharpness in decibels. */
  sharpness: number;
}

export interface NewFace {
  box: Box;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** Detector confidence, 0 to 1. */
  score: number;
  quality: StoredQuality | null;
  pipelineVersion: number;
  /** Seconds from the start of its film, and its track there; absent for a face of a photo. */
  inFilm?: { moment: number; track: number } | undefined;
}

interface FlatFace extends Box {
  id: number;
  photoId: number;
  score: number;
  quality: number | null;
  moment: number | null;
}

const nest = ({ id, photoId, score, quality, moment, x, y, width, height }: FlatFace): FaceRow => ({
  id,
  photoId,
  score,
  quality,
  moment,
  box: { x, y, width, height },
});

/** Faces that do not count are excluded here and below. Subtracting them avoids a scan of all rows. */
export function countFaces(db: ReadableDb): number {
  const all = required(db.prepare<[], number>('SELECT count(*) FROM faces').pluck().get());
  return all - listUncounted(db).length;
}

const momentOf = (db: ReadableDb): string =>
  hasColumn(db, 'faces', 'moment') ? 'faces.moment' : 'NULL AS moment';

/** A face of a film with its moment, in seconds from the start. */
export interface Moment {
  faceId: number;
  photoId: number;
  seconds: number;
}

/** The faces of films among the listed ones, by film and moment. */
export function momentsOf(db: ReadableDb, faceIds: readonly number[]): Moment[] {
  if (!hasColumn(db, 'faces', 'moment')) return [];
  const sql = `SELECT id AS faceId, photo_id AS photoId, moment AS seconds FROM faces
    WHERE moment IS NOT NULL AND id IN (SELECT value FROM json_each(?)) ORDER BY photo_id, moment, id`;
  return db.prepare<[string], Moment>(sql).all(JSON.stringify(faceIds));
}

/** Sorted from left to right. */
export function listFacesOfPhoto(db: ReadableDb, photoId: number): FaceRow[] {
  const sql = `SELECT id, photo_id AS photoId, score, quality, ${momentOf(db)}, x, y, width, height FROM faces
    WHERE photo_id = ? AND ${isCountedFace(db)} ORDER BY x, id`;
  return db.prepare<[number], FlatFace>(sql).all(photoId).map(nest);
}

/** Photo of each face, by face id. */
export function photosOfFaces(db: ReadableDb, faceIds: readonly number[]): Map<number, number> {
  const sql = 'SELECT id, photo_id FROM faces WHERE id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, number]>(sql).raw().all(JSON.stringify(faceIds)));
}

/** Marks a face as drawn by the user, dismissed until an edit makes it visible. */
export function markDrawn(db: WritableDb, id: number): void {
  db.prepare("UPDATE faces SET origin = 'drawn', dismissed = 1 WHERE id = ?").run(id);
}

/** Marks a face as missed by the detector and given by another program's user. */
export function markGivenByOthers(db: WritableDb, id: number): void {
  db.prepare("UPDATE faces SET origin = 'drawn' WHERE id = ?").run(id);
}

/** The listed faces that were drawn. */
export function drawnAmong(db: ReadableDb, faceIds: readonly number[]): number[] {
  const sql = "SELECT id FROM faces WHERE origin = 'drawn' AND id IN (SELECT value FROM json_each(?))";
  return db.prepare<[string], number>(sql).pluck().all(JSON.stringify(faceIds));
}

/** Detections dismissed by the user. */
export function listDismissedBoxes(db: ReadableDb): Pick<FaceRow, 'id' | 'box'>[] {
  const sql = `SELECT id, x, y, width, height FROM faces
    WHERE dismissed = 1 AND removal IS NULL AND origin = 'found'`;
  const rows = db.prepare<[], Box & { id: number }>(sql).all();
  return rows.map(({ id, x, y, width, height }) => ({ id, box: { x, y, width, height } }));
}

/** Detections of a photo that the user dismissed. */
export function dismissedAmong(db: ReadableDb, photoId: number): number[] {
  const sql = 'SELECT id FROM faces WHERE photo_id = ? AND dismissed = 1';
  return db.prepare<[number], number>(sql).pluck().all(photoId);
}

/** Excludes a face from all lists, counts and groups. */
export function markDismissed(db: WritableDb, id: number): void {
  db.prepare('UPDATE faces SET dismissed = 1 WHERE id = ?').run(id);
}

export function insertFace(db: WritableDb, photoId: number, face: NewFace): number {
  const { box, landmarks, score, quality, pipelineVersion, inFilm } = face;
  const sql = `INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version,
      quality, weakness, sharpness, moment, track)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const bytes = new Uint8Array(landmarks.buffer, landmarks.byteOffset, landmarks.byteLength);
  const { x, y, width, height } = box;
  const measured = [quality?.value ?? null, quality?.weakness ?? null, quality?.sharpness ?? null];
  const place = [inFilm?.moment ?? null, inFilm?.track ?? null];
  const row = [photoId, x, y, width, height, bytes, score, pipelineVersion, ...measured, ...place];
  return Number(db.prepare(sql).run(row).lastInsertRowid);
}

/** A face found when its photo was recognised earlier. */
export interface EarlierFace {
  id: number;
  box: Box;
  /** True if the user labelled or drew it. */
  hasUserData: boolean;
  /** True if it was in the picture at the last recognition. */
  isInPicture: boolean;
}

/** All faces of a photo by id, including those that do not count. */
export function listEarlierFaces(db: ReadableDb, photoId: number): EarlierFace[] {
  const sql = `SELECT id, x, y, width, height,
      origin = 'drawn' OR EXISTS (SELECT 1 FROM labels WHERE face_id = faces.id) AS spoken,
      coalesce(absent, '') <> 'picture' AS inPicture
    FROM faces WHERE photo_id = ? ORDER BY id`;
  type Row = Box & { id: number; spoken: number; inPicture: number };
  return db
    .prepare<[number], Row>(sql)
    .all(photoId)
    .map(({ id, spoken, inPicture, ...box }) => ({
      id,
      box,
      hasUserData: spoken === 1,
      isInPicture: inPicture === 1,
    }));
}

export function getLandmarks(db: ReadableDb, id: number): Float32Array {
  const bytes = required(
    db.prepare<[number], Buffer>('SELECT landmarks FROM faces WHERE id = ?').pluck().get(id),
  );
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Updates the position of a face in the present picture. */
export function placeFace(
  db: WritableDb,
  id: number,
  { box, landmarks }: { box: Box; landmarks: Float32Array },
): void {
  const bytes = new Uint8Array(landmarks.buffer, landmarks.byteOffset, landmarks.byteLength);
  db.prepare(
    `UPDATE faces SET x = @x, y = @y, width = @width, height = @height, landmarks = @bytes, absent = NULL
     WHERE id = @id`,
  ).run({ id, bytes, ...box });
}

/** Marks a face as absent from the present picture. */
export function markNotInPicture(db: WritableDb, id: number): void {
  db.prepare("UPDATE faces SET absent = 'picture' WHERE id = ?").run(id);
}
