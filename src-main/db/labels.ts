import type { LeftOutReason } from '../contract/models.ts';
import { isCountedFace } from './counted.ts';
import type { ReadableDb } from './open.ts';

export interface LabelRow {
  faceId: number;
  personId: number;
}

/** Sorted by face. */
export function listLabels(db: ReadableDb): LabelRow[] {
  const sql = 'SELECT face_id AS faceId, person_id AS personId FROM labels ORDER BY face_id';
  return db.prepare<[], LabelRow>(sql).all();
}

/** Faces labelled as a person, ascending. */
export function labelledFaces(db: ReadableDb, personId: number): number[] {
  const sql = 'SELECT face_id FROM labels WHERE person_id = ? ORDER BY face_id';
  return db.prepare<[number], number>(sql).pluck().all(personId);
}

/** Person of each labelled face in the list, by face. */
export function labelsOf(db: ReadableDb, faceIds: readonly number[]): Map<number, number> {
  const sql = 'SELECT face_id, person_id FROM labels WHERE face_id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, number]>(sql).raw().all(JSON.stringify(faceIds)));
}

/** A labelled face of a named person who is not hidden. */
export interface LabelledFaceRow {
  faceId: number;
  photoId: number;
  personId: number;
  /** See the migration of face quality; null if not measured. */
  quality: number | null;
  weakness: LeftOutReason | null;
  /** Shorter side of the face's box in pixels of the photo, times the detector's confidence. */
  prominence: number;
}

/** Labelled faces that training may use, by face: they count, and their people are named and not hidden. */
export function listLabelledFaces(db: ReadableDb): LabelledFaceRow[] {
  const sql = `SELECT face_id AS faceId, photo_id AS photoId, person_id AS personId, quality, weakness,
      faces.score * min(faces.width * photos.width, faces.height * photos.height) AS prominence
    FROM labels JOIN people ON people.id = person_id JOIN faces ON faces.id = face_id
      JOIN photos ON photos.id = photo_id
    WHERE name IS NOT NULL AND hidden = 0 AND ${isCountedFace(db)} ORDER BY face_id`;
  return db.prepare<[], LabelledFaceRow>(sql).all();
}
