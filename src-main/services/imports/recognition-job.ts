import { insertFace, markDismissed } from '../../db/faces.ts';
import { insertJob } from '../../db/jobs.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { updateRecognised } from '../../db/photos.ts';
import { insertChip, replaceThumbnail } from '../../db/pictures.ts';
import { putProposal } from '../../db/proposals.ts';
import { insertVector } from '../../db/vectors.ts';
import { pipelineVersion, type RecognisedFace, type RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { readMarkedFaces } from '../../interchange/photo-regions.ts';
import { type ProposedName, proposeNames } from '../../interchange/proposals.ts';
import { activeModel } from '../active-model.ts';
import { continuePhoto, replaceAt, seekSpokenOf } from './continued.ts';
import { isDismissedAlready } from './dismissed-again.ts';
import { presentPath, whyNotPresent } from './file-stamp.ts';
import { embeddingJob } from '../re-embed.ts';
import { unite } from './united.ts';

/** Kind of the persisted job whose subject is a photo. */
export const recognitionJob = 'recognise';

/** A photo with the names that other programs have given to its faces. */
export interface ReadPhoto extends RecognisedPhoto {
  proposed?: ProposedName[];
}

/**
 * @param begun called when recognition begins with it, after it may have waited
 * @throws FamiliarError `path-missing`, and all that {@link Recogniser.recognise} throws
 */
export async function recognisePhoto(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
  begun: () => void,
): Promise<ReadPhoto> {
  const path = await presentPath(db, photoId);
  if (!path) throw (await whyNotPresent(db, photoId)).error;
  const found = await recogniser.recognise(path, { begun });
  const photo = await seekSpokenOf(db, recogniser, photoId, path, found);
  if (photo.faces.length === 0) return photo;
  const { width, height, orientation, faces } = photo;
  const marked = await readMarkedFaces(path, { size: { width, height }, orientation });
  const boxes = faces.map(({ box }) => box);
  return { ...photo, proposed: proposeNames(boxes, marked) };
}

/** What came of a photo that was stored. */
export interface Stored {
  /** The photo of the library that went on in it [Note: A photo that goes on in another file]; null for a new one. */
  continued: number | null;
  /** Photos that are gone because this one lies in their place. */
  replaced: number;
}

export function storeRecognised(db: WritableDb, photoId: number, photo: ReadPhoto): Stored {
  const { width, height, orientation, takenAt, thumbnail, faces, model } = photo;
  const proposed = new Map(photo.proposed?.map((proposal) => [faces[proposal.face], proposal]));
  const add = (to: number, found: RecognisedFace): void => {
    const { chip, vector, ...face } = found;
    const isDismissed = isDismissedAlready(db, { box: face.box, vector }, model);
    const faceId = insertFace(db, to, { ...face, pipelineVersion });
    if (isDismissed) markDismissed(db, faceId);
    insertChip(db, faceId, chip);
    insertVector(db, { faceId, modelId: model, pipelineVersion, vector });
    const proposal = proposed.get(found);
    if (proposal) putProposal(db, { faceId, name: proposal.name, source: proposal.source });
    // Another model has come into force while this photo was looked at.
    const active = activeModel(db);
    if (model !== active) insertJob(db, embeddingJob(active), to);
  };
  const continued = continuePhoto(db, photoId, photo, add);
  if (continued !== null) {
    const { photoId: united } = unite(db, continued);
    return { continued: united, replaced: replaceAt(db, united) };
  }
  updateRecognised(db, photoId, { width, height, orientation, takenAt, pipelineVersion });
  replaceThumbnail(db, photoId, thumbnail);
  for (const face of faces) add(photoId, face);
  return { continued, replaced: replaceAt(db, photoId) };
}
