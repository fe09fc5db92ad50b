import type { EditSummary } from '../contract/edits.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Box } from '../contract/models.ts';
import { insertFace, markDrawn } from '../db/faces.ts';
import { insertJob } from '../db/jobs.ts';
import type { ReadableDb } from '../db/open.ts';
import { getPerson } from '../db/people.ts';
import { getPhoto } from '../db/photos.ts';
import { insertChip } from '../db/pictures.ts';
import { insertVector } from '../db/vectors.ts';
import type { Edit } from '../edits/edit.ts';
import { pipelineVersion, type RecognisedPhoto } from '../faces/recognised.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import { activeModel } from './active-model.ts';
import { label, rowNamed } from './corrections-rows.ts';
import { presentPath } from './imports/file-stamp.ts';
import { embeddingJob } from './re-embed.ts';

/** Shorter sides show no face that could be recognised. In pixels of the upright photo. */
const leastSide = 16;

/**
 * Looks at the face in a box of a photo.
 * @throws FamiliarError `not-found`, `bad-request` where the box is too small, `path-missing` where the file is gone,
 * and all that {@link Recogniser.recognise} throws
 */
export async function recogniseDrawn(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
  box: Box,
): Promise<RecognisedPhoto> {
  const photo = getPhoto(db, photoId);
  if (!photo) throw new FamiliarError('not-found', `there is no photo ${photoId}`);
  if (Math.min(box.width * photo.width, box.height * photo.height) < leastSide) {
    throw new FamiliarError('bad-request', `a face takes ${leastSide} pixels a side at least`);
  }
  const path = presentPath(db, photoId);
  if (!path)
    throw new FamiliarError('path-missing', 'the file is gone, or has changed since it was looked at');
  return recogniser.recognise(path, box);
}

/**
 * Stores a face that was drawn, and says whose it is unless the name is empty. Undoing dismisses it: its rows stay, so
 * that it can come back.
 */
export function storeDrawn(
  edit: Edit,
  photoId: number,
  { faces, model }: RecognisedPhoto,
  name: string,
): { summary: EditSummary; result: number } {
  const [{ chip, vector, ...face }] = faces;
  const { db } = edit;
  const id = insertFace(db, photoId, { ...face, pipelineVersion });
  markDrawn(db, id);
  insertChip(db, id, chip);
  insertVector(db, { faceId: id, modelId: model, pipelineVersion, vector });
  const active = activeModel(db);
  if (model !== active) insertJob(db, embeddingJob(active), photoId);
  edit.patch('faces', [id], { dismissed: 0 });
  const row = name === '' ? null : rowNamed(edit, name);
  if (row !== null) label(edit, row, [id]);
  const known = row === null ? null : (getPerson(db, row)?.name ?? null);
  return { summary: { kind: 'drawn', photoId, name: known }, result: id };
}
