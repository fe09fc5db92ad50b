import { seededRandom } from '../../common/random.ts';
import { embeddingDimension, normalise } from '../../common/vectors.ts';
import { type WritableDb } from '../../db/open.ts';
import { putFile } from '../../db/files.ts';
import { insertPhoto } from '../../db/photos.ts';
import type { FaceQuality } from '../../faces/quality.ts';
import { embeddingModel, type RecognisedFace, type RecognisedPhoto } from '../../faces/recognised.ts';
import { storeRecognised } from '../imports/recognition-job.ts';

/**
 * A synthetic embedding of a synthetic person: faces of one person lie about 0.14 apart, faces of two people about
 * 1.4.
 * @param person any whole number
 * @param variation tells the faces of one person apart
 */
export function vectorOf(person: number, variation: number): Float32Array {
  const base = seededRandom(person);
  const noise = seededRandom(1000 * person + variation);
  return normalise(
    Float32Array.from({ length: embeddingDimension }, () => base() - 0.5 + 0.1 * (noise() - 0.5)),
  );
}

const good: FaceQuality = { value: 0.99, weakness: 'blurred', sharpness: -12 };

export function faceWith(vector: Float32Array, size = 0.2, quality = good): RecognisedFace {
  return {
    box: { x: 0.1, y: 0.1, width: size, height: size },
    landmarks: new Float32Array(136).fill(0.2),
    score: 0.9,
    quality,
    chip: Uint8Array.of(1),
    vector,
  };
}

export function photoWith(faces: RecognisedFace[]): RecognisedPhoto {
  return {
    width: 1000,
    height: 800,
    orientation: 1,
    takenAt: null,
    model: embeddingModel,
    thumbnail: Uint8Array.of(2),
    faces,
  };
}

let hashes = 0;

/** Stores a photo of these people; returns its id. Face ids ascend in the order given. */
export function storePhoto(
  db: WritableDb,
  people: { person: number; variation: number; size?: number; quality?: FaceQuality }[],
): number {
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(++hashes);
  const id = insertPhoto(db, hash, 1);
  putFile(db, `/photos/${id}.jpg`, id, { bytes: 1, modifiedMs: 1, changedMs: 1 });
  const faces = people.map(({ person, variation, size, quality }) =>
    faceWith(vectorOf(person, variation), size, quality),
  );
  // Photos with equal thumbnails count as one picture.
  storeRecognised(db, id, { ...photoWith(faces), thumbnail: hash });
  return id;
}
