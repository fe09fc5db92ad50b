import type { ReadableDb, WritableDb } from './open.ts';

/** Role of a face in a run; see the migration of training runs. */
export type TrainingRole = 'train' | 'validation' | 'held-out' | 'stranger' | 'library';

/** A face frozen for a run. */
export interface TrainingFaceRow {
  faceId: number;
  /** SHA-256 of the photo's file. */
  photoHash: Buffer;
  /** The face's person: `p12`, or `c40` for a nameless group; null for a face in no group. */
  person: string | null;
  role: TrainingRole;
}

/** Sorted by face. */
export function listTrainingFaces(db: ReadableDb, runId: number): TrainingFaceRow[] {
  const sql = `SELECT face_id AS faceId, photo_hash AS photoHash, person, role FROM training_faces
    WHERE run_id = ? ORDER BY face_id`;
  return db.prepare<[number], TrainingFaceRow>(sql).all(runId);
}

/** Photos still in the library with faces of this role in a run, ascending. */
export function listTrainingPhotos(db: ReadableDb, runId: number, role: TrainingRole): number[] {
  const sql = `SELECT DISTINCT photo_id FROM training_faces JOIN contents ON contents.hash = photo_hash
    WHERE run_id = ? AND role = ? ORDER BY photo_id`;
  return db.prepare<[number, string], number>(sql).pluck().all(runId, role);
}

export function insertTrainingFaces(db: WritableDb, runId: number, faces: readonly TrainingFaceRow[]): void {
  const insert = db.prepare('INSERT INTO training_faces VALUES (?, ?, ?, ?, ?)');
  for (const { faceId, photoHash, person, role } of faces) insert.run(runId, faceId, photoHash, person, role);
}
