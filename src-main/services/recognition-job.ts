import { FamiliarError } from '../contract/errors.ts';
import { insertFace } from '../db/faces.ts';
import { insertJob } from '../db/jobs.ts';
import type { ReadableDb, WritableDb } from '../db/open.ts';
import { updateRecognised } from '../db/photos.ts';
import { insertChip, insertThumbnail } from '../db/pictures.ts';
import { insertVector } from '../db/vectors.ts';
import { pipelineVersion, type RecognisedPhoto } from '../faces/recognised.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import { activeModel } from './active-model.ts';
import { presentPath } from './file-stamp.ts';
import { embeddingJob } from './re-embed.ts';

/** Kind of the persisted job whose subject is a photo. */
export const recognitionJob = 'recognise';

/** @throws FamiliarError `path-missing`, and all that {@link Recogniser.recognise} throws */
export async function recognisePhoto(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
): Promise<RecognisedPhoto> {
  const path = presentPath(db, photoId);
  if (!path)
    throw new FamiliarError('path-missing', 'the file is gone, or has changed since it was looked at');
  return recogniser.recognise(path);
}

export function storeRecognised(db: WritableDb, photoId: number, photo: RecognisedPhoto): void {
  const { width, height, orientation, takenAt, thumbnail, faces, model } = photo;
  updateRecognised(db, photoId, { width, height, orientation, takenAt, pipelineVersion });
  insertThumbnail(db, photoId, thumbnail);
  for (const { chip, vector, ...face } of faces) {
    const faceId = insertFace(db, photoId, { ...face, pipelineVersion });
    insertChip(db, faceId, chip);
    insertVector(db, { faceId, modelId: model, pipelineVersion, vector });
  }
  // Another model has come into force while this photo was looked at.
  const active = activeModel(db);
  if (model !== active && faces.length > 0) insertJob(db, embeddingJob(active), photoId);
}
