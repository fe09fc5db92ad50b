import { required } from '../common/elements.ts';
import { embeddingDimension } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { LeftOutReason } from '../contract/models.ts';
import { hasColumn } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** An embedding with the properties of its face that clustering needs. */
export interface VectorRow {
  faceId: number;
  photoId: number;
  /** Shorter side of the face's box in pixels of the photo, times the detector's confidence. */
  prominence: number;
  /** See the migration of face quality; null if not measured. */
  quality: number | null;
  weakness: LeftOutReason | null;
  /** 1 for a face of a film. */
  inFilm: number;
  vector: Float32Array;
}

/** Number of a model's embeddings with a face id of at most `upTo`. */
export function countVectors(db: ReadableDb, modelId: string, upTo = Number.MAX_SAFE_INTEGER): number {
  // Without the hint SQLite walks the primary key, whose pages contain the vectors.
  const sql = 'SELECT count(*) FROM vectors INDEXED BY vectors_by_face WHERE model_id = ? AND face_id <= ?';
  return required(db.prepare<[string, number], number>(sql).pluck().get(modelId, upTo));
}

/** Faces with an embedding of a model. */
export function listVectorFaces(db: ReadableDb, modelId: string): number[] {
  const sql = 'SELECT face_id FROM vectors INDEXED BY vectors_by_face WHERE model_id = ?';
  return db.prepare<[string], number>(sql).pluck().all(modelId);
}

/** The first `limit` embeddings of a model with a face id above `after` and up to `upTo`, without their faces. */
export function listBareVectors(
  db: ReadableDb,
  modelId: string,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): { faceId: number; vector: Float32Array }[] {
  return db
    .prepare<[string, number, number, number], { faceId: number; vector: Buffer }>(
      `SELECT face_id AS faceId, vector FROM vectors
       WHERE model_id = ? AND face_id > ? AND face_id <= ? ORDER BY face_id LIMIT ?`,
    )
    .all(modelId, after, upTo, limit)
    .map(({ faceId, vector }) => ({ faceId, vector: toFloats(vector) }));
}

/** Highest id of a face that a model has an embedding of; 0 where it has none. */
export function lastVectorFace(db: ReadableDb, modelId: string): number {
  const sql = 'SELECT max(face_id) FROM vectors INDEXED BY vectors_by_face WHERE model_id = ?';
  return db.prepare<[string], number | null>(sql).pluck().get(modelId) ?? 0;
}

export function getVector(db: ReadableDb, modelId: string, faceId: number): Float32Array | undefined {
  const sql = 'SELECT vector FROM vectors WHERE model_id = ? AND face_id = ?';
  const bytes = db.prepare<[string, number], Buffer>(sql).pluck().get(modelId, faceId);
  return bytes && toFloats(bytes);
}

/** Embeddings of the listed faces, by face id. */
export function getVectors(
  db: ReadableDb,
  modelId: string,
  faceIds: readonly number[],
): { faceId: number; vector: Float32Array }[] {
  const sql = `SELECT face_id AS faceId, vector FROM vectors
    WHERE model_id = ? AND face_id IN (SELECT value FROM json_each(?)) ORDER BY face_id`;
  return db
    .prepare<[string, string], { faceId: number; vector: Buffer }>(sql)
    .all(modelId, JSON.stringify(faceIds))
    .map(({ faceId, vector }) => ({ faceId, vector: toFloats(vector) }));
}

/** The first `limit` embeddings of a model with a face id above `after`, by face id; all without a limit. */
export function listVectors(db: ReadableDb, modelId: string, after = 0, limit = -1): VectorRow[] {
  return db
    .prepare<[string, number, number], Omit<VectorRow, 'vector'> & { vector: Buffer }>(
      `SELECT faces.id AS faceId, photo_id AS photoId, vector, quality, weakness,
         ${hasColumn(db, 'faces', 'moment') ? 'faces.moment IS NOT NULL' : '0'} AS inFilm,
         faces.score * min(faces.width * photos.width, faces.height * photos.height) AS prominence
       FROM vectors JOIN faces ON faces.id = face_id JOIN photos ON photos.id = photo_id
       WHERE model_id = ? AND face_id > ? ORDER BY face_id LIMIT ?`,
    )
    .all(modelId, after, limit)
    .map((row) => ({ ...row, vector: toFloats(row.vector) }));
}

/**
 * Stores an embedding.
 * @throws FamiliarError `vector-unsound` if it is not finite or not of length 1: such a vector would be near
 * nothing or everything, and spoil the index
 */
export function insertVector(
  db: WritableDb,
  row: { faceId: number; modelId: string; pipelineVersion: number; vector: Float32Array },
): void {
  const { faceId, modelId, pipelineVersion, vector } = row;
  requireUnit(vector, modelId);
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  db.prepare('INSERT INTO vectors (face_id, model_id, pipeline_version, vector) VALUES (?, ?, ?, ?)').run(
    faceId,
    modelId,
    pipelineVersion,
    bytes,
  );
}

/** Rounding to 32 bits changes the length of a unit vector by less than a ten-thousandth. */
const lengthTolerance = 1e-3;

function requireUnit(vector: Float32Array, modelId: string): void {
  const isWide = vector.length === embeddingDimension;
  // NaN is within no tolerance.
  if (isWide && Math.abs(Math.hypot(...vector) - 1) <= lengthTolerance) return;
  throw new FamiliarError('vector-unsound', `${modelId} gave a vector that is not of length 1`);
}

/** The floats are copied, since SQLite's buffers are not aligned to 4 bytes. */
function toFloats(bytes: Buffer): Float32Array {
  const floats = new Float32Array(embeddingDimension);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}
