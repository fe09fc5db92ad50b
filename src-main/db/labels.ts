import type { ReadableDb } from './open.ts';

export interface LabelRow {
  faceId: number;
  personId: number;
}

/** By face. */
export function listLabels(db: ReadableDb): LabelRow[] {
  const sql = 'SELECT face_id AS faceId, person_id AS personId FROM labels ORDER BY face_id';
  return db.prepare<[], LabelRow>(sql).all();
}

/** Faces that the user said are this person, ascending. */
export function labelledFaces(db: ReadableDb, personId: number): number[] {
  const sql = 'SELECT face_id FROM labels WHERE person_id = ? ORDER BY face_id';
  return db.prepare<[number], number>(sql).pluck().all(personId);
}

/** Whose each of these faces is, by face; unlabelled ones are not in it. */
export function labelsOf(db: ReadableDb, faceIds: readonly number[]): Map<number, number> {
  const sql = 'SELECT face_id, person_id FROM labels WHERE face_id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, number]>(sql).raw().all(JSON.stringify(faceIds)));
}
