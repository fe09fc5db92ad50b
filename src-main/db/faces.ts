import type { Box } from '../contract/models.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export interface FaceRow {
  id: number;
  photoId: number;
  box: Box;
  score: number;
}

export interface NewFace {
  box: Box;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** Detector confidence, 0 to 1. */
  score: number;
  pipelineVersion: number;
}

interface FlatFace extends Box {
  id: number;
  photoId: number;
  score: number;
}

const nest = ({ id, photoId, score, x, y, width, height }: FlatFace): FaceRow => ({
  id,
  photoId,
  score,
  box: { x, y, width, height },
});

export function countFaces(db: ReadableDb): number {
  return db.prepare<[], number>('SELECT count(*) FROM faces').pluck().get()!;
}

/** From left to right. */
export function listFacesOfPhoto(db: ReadableDb, photoId: number): FaceRow[] {
  const sql = `SELECT id, photo_id AS photoId, score, x, y, width, height FROM faces
    WHERE photo_id = ? ORDER BY x, id`;
  return db.prepare<[number], FlatFace>(sql).all(photoId).map(nest);
}

/** The photo that each face is in, by face id. */
export function photosOfFaces(db: ReadableDb, faceIds: readonly number[]): Map<number, number> {
  const sql = 'SELECT id, photo_id FROM faces WHERE id IN (SELECT value FROM json_each(?))';
  return new Map(db.prepare<[string], [number, number]>(sql).raw().all(JSON.stringify(faceIds)));
}

export function insertFace(db: WritableDb, photoId: number, face: NewFace): number {
  const { box, landmarks, score, pipelineVersion } = face;
  const sql = `INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
  const bytes = new Uint8Array(landmarks.buffer, landmarks.byteOffset, landmarks.byteLength);
  const { x, y, width, height } = box;
  return Number(
    db.prepare(sql).run(photoId, x, y, width, height, bytes, score, pipelineVersion).lastInsertRowid,
  );
}
