import { hasColumn, isCountedFace, isCountedPhoto, isNoFilm } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** A photo that can be in a stack. */
export interface ShotRow {
  id: number;
  /** Known part of the date. */
  takenAt: string | null;
  /** Seconds since 1970, UTC. */
  takenOrder: number | null;
  /** Upright size in pixels. */
  width: number;
  height: number;
  /** See `photos/likeness.ts`; null where the picture has no contrast, or was not compared yet. */
  bits: Buffer | null;
  /** Null where the picture was not compared yet. */
  sharpness: number | null;
  /** The user's statement. */
  choice: StackChoice | null;
}

/** `top`: the user's best shot of its stack. `alone`: it belongs to no stack. */
export type StackChoice = 'top' | 'alone';

/** Photos that count, by time; undated ones last. In a library of an older version none was compared. */
export function listShots(db: ReadableDb): ShotRow[] {
  const isStored = hasColumn(db, 'likenesses', 'bits');
  const columns = isStored
    ? 'likenesses.bits, likenesses.sharpness, stack_choices.choice'
    : 'NULL AS bits, NULL AS sharpness, NULL AS choice';
  const joined = isStored
    ? `LEFT JOIN likenesses ON likenesses.photo_id = photos.id
       LEFT JOIN stack_choices ON stack_choices.photo_id = photos.id`
    : '';
  const order = isStored ? 'taken_order' : 'NULL';
  return db
    .prepare<[], ShotRow>(
      `SELECT photos.id, taken_at AS takenAt, ${order} AS takenOrder, width, height, ${columns}
       FROM photos ${joined} WHERE ${isCountedPhoto(db)} AND ${isNoFilm(db)}
       ORDER BY takenOrder IS NULL, takenOrder, photos.id`,
    )
    .all();
}

export function putLikeness(
  db: WritableDb,
  photoId: number,
  { bits, sharpness }: { bits: Uint8Array | null; sharpness: number },
): void {
  const sql = 'INSERT OR REPLACE INTO likenesses (photo_id, bits, sharpness) VALUES (?, ?, ?)';
  db.prepare(sql).run(photoId, bits, sharpness);
}

export interface FaceOfShot {
  photoId: number;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** In decibels; null where it was not measured. */
  sharpness: number | null;
  /** Share of the photo's area, 0 to 1. */
  area: number;
}

/** Faces that count in the listed photos. */
export function listFacesOfShots(db: ReadableDb, photos: readonly number[]): FaceOfShot[] {
  const sharpness = hasColumn(db, 'faces', 'sharpness') ? 'sharpness' : 'NULL AS sharpness';
  return db
    .prepare<[string], Omit<FaceOfShot, 'landmarks'> & { landmarks: Buffer }>(
      `SELECT photo_id AS photoId, landmarks, ${sharpness}, width * height AS area FROM faces
       WHERE photo_id IN (SELECT value FROM json_each(?)) AND ${isCountedFace(db)}`,
    )
    .all(JSON.stringify(photos))
    .map((row) => ({ ...row, landmarks: new Float32Array(Uint8Array.from(row.landmarks).buffer) }));
}
