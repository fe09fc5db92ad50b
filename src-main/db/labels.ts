import type { ReadableDb, WritableDb } from './open.ts';

export interface LabelRow {
  faceId: number;
  personId: number;
}

export function listLabels(db: ReadableDb): LabelRow[] {
  return db.prepare<[], LabelRow>('SELECT face_id AS faceId, person_id AS personId FROM labels').all();
}

/** Says whose faces these are; an earlier label of a face gives way. */
export function putLabels(db: WritableDb, personId: number, faceIds: readonly number[]): void {
  const put = db.prepare("INSERT OR REPLACE INTO labels VALUES (?, ?, 'user', datetime('now'))");
  for (const faceId of faceIds) put.run(faceId, personId);
}

/** Hands all labels of one person to another. */
export function updateLabelsOfPerson(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE labels SET person_id = ? WHERE person_id = ?').run(to, from);
}
