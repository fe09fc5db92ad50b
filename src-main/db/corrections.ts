import type { ReadableDb } from './open.ts';

/** The user said that the face is not this person. */
export interface RejectionRow {
  faceId: number;
  personId: number;
}

/** The user said that these two faces are not the same person; the lower id first. */
export type ApartRow = [faceA: number, faceB: number];

/** By face, then person; none in a library that an older Familiar wrote. */
export function listRejections(db: ReadableDb): RejectionRow[] {
  if (!hasCorrections(db)) return [];
  const sql = 'SELECT face_id AS faceId, person_id AS personId FROM rejections ORDER BY face_id, person_id';
  return db.prepare<[], RejectionRow>(sql).all();
}

/** Faces that the user said are not this person, ascending. */
export function rejectedFaces(db: ReadableDb, personId: number): number[] {
  const sql = 'SELECT face_id FROM rejections WHERE person_id = ? ORDER BY face_id';
  return db.prepare<[number], number>(sql).pluck().all(personId);
}

/** Ascending; none in a library that an older Familiar wrote. */
export function listApart(db: ReadableDb): ApartRow[] {
  if (!hasCorrections(db)) return [];
  const sql = 'SELECT face_a, face_b FROM apart ORDER BY face_a, face_b';
  return db.prepare<[], ApartRow>(sql).raw().all();
}

/** Pairs kept apart of which both faces are among these. */
export function apartAmong(db: ReadableDb, faceIds: readonly number[]): ApartRow[] {
  // With the plus the pairs are looked up by their first face alone: by both it would be tried for every two faces.
  const sql = `WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(?))
    SELECT face_a, face_b FROM chosen JOIN apart ON face_a = chosen.id
    WHERE +face_b IN (SELECT id FROM chosen) ORDER BY face_a, face_b`;
  return db.prepare<[string], ApartRow>(sql).raw().all(JSON.stringify(faceIds));
}

/** Detections that the user said are no faces, ascending; none in a library that an older Familiar wrote. */
export function listDismissed(db: ReadableDb): number[] {
  if (!hasCorrections(db)) return [];
  return db.prepare<[], number>('SELECT id FROM faces WHERE dismissed = 1 ORDER BY id').pluck().all();
}

const hasCorrections = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'apart'").get() !== undefined;
