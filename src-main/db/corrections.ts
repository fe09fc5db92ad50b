import type { ReadableDb } from './open.ts';

/** The user's statement that a face is not a person's. */
export interface RejectionRow {
  faceId: number;
  personId: number;
}

/** The user's statement that two faces are different people; the lower id first. */
export type ApartRow = [faceA: number, faceB: number];

/** Sorted by face, then person; empty in a library of an older version. */
export function listRejections(db: ReadableDb): RejectionRow[] {
  if (!hasCorrections(db)) return [];
  const sql = 'SELECT face_id AS faceId, person_id AS personId FROM rejections ORDER BY face_id, person_id';
  return db.prepare<[], RejectionRow>(sql).all();
}

/** Faces rejected for a person, ascending. */
export function rejectedFaces(db: ReadableDb, personId: number): number[] {
  const sql = 'SELECT face_id FROM rejections WHERE person_id = ? ORDER BY face_id';
  return db.prepare<[number], number>(sql).pluck().all(personId);
}

/** Ascending; empty in a library of an older version. */
export function listApart(db: ReadableDb): ApartRow[] {
  if (!hasCorrections(db)) return [];
  const sql = 'SELECT face_a, face_b FROM apart ORDER BY face_a, face_b';
  return db.prepare<[], ApartRow>(sql).raw().all();
}

/** Pairs kept apart whose faces are both in the list. */
export function apartAmong(db: ReadableDb, faceIds: readonly number[]): ApartRow[] {
  // The plus makes SQLite search by the first face only; otherwise it would search for every two faces.
  const sql = `WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(?))
    SELECT face_a, face_b FROM chosen JOIN apart ON face_a = chosen.id
    WHERE +face_b IN (SELECT id FROM chosen) ORDER BY face_a, face_b`;
  return db.prepare<[string], ApartRow>(sql).raw().all(JSON.stringify(faceIds));
}

/** Detections dismissed by the user, ascending; empty in a library of an older version. */
export function listDismissed(db: ReadableDb): number[] {
  if (!hasCorrections(db)) return [];
  return db.prepare<[], number>('SELECT id FROM faces WHERE dismissed = 1 ORDER BY id').pluck().all();
}

const hasCorrections = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'apart'").get() !== undefined;
