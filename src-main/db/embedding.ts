import { required } from '../common/elements.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** The stored data of a face that are needed to embed it. */
export interface EmbeddableFace {
  faceId: number;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** JPEG; empty if not stored. */
  chip: Uint8Array;
  /** Size of the upright photo in pixels. */
  width: number;
  height: number;
}

/** Condition for faces without a vector of a model. */
const without = 'NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.face_id = faces.id AND model_id = ?)';

/** Number of faces without a vector of a model. */
export function countFacesWithout(db: ReadableDb, modelId: string): number {
  const sql = `SELECT count(*) FROM faces WHERE ${without}`;
  return required(db.prepare<[string], number>(sql).pluck().get(modelId));
}

/** Adds a job for every photo with a face without a vector of the model. */
export function insertEmbeddingJobs(db: WritableDb, kind: string, modelId: string): void {
  db.prepare(
    `INSERT OR IGNORE INTO jobs (kind, subject)
     SELECT DISTINCT ?, photo_id FROM faces WHERE ${without} ORDER BY photo_id`,
  ).run(kind, modelId);
}

const embeddable = `SELECT faces.id AS faceId, landmarks, coalesce(jpeg, x'') AS chip, photos.width, photos.height
  FROM faces LEFT JOIN chips ON face_id = faces.id JOIN photos ON photos.id = photo_id`;

/** Faces of a photo without a vector of a model. */
export function listFacesWithout(db: ReadableDb, modelId: string, photoId: number): EmbeddableFace[] {
  const sql = `${embeddable} WHERE photo_id = ? AND ${without} ORDER BY faces.id`;
  return db.prepare<[number, string], FlatFace>(sql).all(photoId, modelId).map(unpack);
}

/** Ids of all faces, ascending. */
export function listFaceIds(db: ReadableDb): number[] {
  return db.prepare<[], number>('SELECT id FROM faces ORDER BY id').pluck().all();
}

export function getEmbeddableFaces(db: ReadableDb, faceIds: readonly number[]): EmbeddableFace[] {
  const sql = `${embeddable} WHERE faces.id IN (SELECT value FROM json_each(?)) ORDER BY faces.id`;
  return db.prepare<[string], FlatFace>(sql).all(JSON.stringify(faceIds)).map(unpack);
}

export function deleteVectors(db: WritableDb, modelId: string): void {
  db.prepare('DELETE FROM vectors WHERE model_id = ?').run(modelId);
}

type FlatFace = Omit<EmbeddableFace, 'landmarks'> & { landmarks: Buffer };

/** The floats are copied, since SQLite's buffers are not aligned to 4 bytes. */
const unpack = ({ landmarks, ...face }: FlatFace): EmbeddableFace => ({
  ...face,
  landmarks: new Float32Array(Uint8Array.from(landmarks).buffer),
});
