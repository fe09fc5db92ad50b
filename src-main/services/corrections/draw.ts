import { elementAt, firstItems } from '../../common/elements.ts';
import { personName } from '../../common/person-name.ts';
import type { Edited, EditSummary } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Box } from '../../contract/models.ts';
import { listDismissedFaces } from '../../db/dismissed.ts';
import { insertFace, listFacesOfPhoto, markDrawn } from '../../db/faces.ts';
import { insertJob } from '../../db/jobs.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPerson } from '../../db/people.ts';
import { getPhoto } from '../../db/photos.ts';
import { insertChip } from '../../db/pictures.ts';
import { insertVector } from '../../db/vectors.ts';
import type { Edit } from '../../edits/edit.ts';
import { pipelineVersion, type RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { matchBoxes } from '../../interchange/overlap.ts';
import { activeModel } from '../model-session/active-model.ts';
import type { Corrections } from './corrections.ts';
import { give, label, type PersonFaces, rowNamed } from './rules.ts';
import { presentPath, whyNotPresent } from '../files/photo-files.ts';
import { readGrouping } from '../model-session/grouping.ts';
import { requireNotInPhoto } from './same-photo.ts';
import type { ShownPeople } from './resolve.ts';
import { embeddingJob } from '../models/re-embed.ts';

/** Minimum side of a recognisable face, in pixels of the upright photo. */
const leastSide = 16;

/** Overlap (IoU) from which a drawn box means a known face: a box drawn by hand is less exact than a detection. */
const sameFace = 0.35;
/**
 * The same for a box within another one, as the share of the smaller box that overlaps; the smaller takes at least
 * this share of the larger.
 */
const within = { smaller: 0.8, ofLarger: 0.2 };

/** A box drawn by the user, and the person in it. */
export interface DrawnFace {
  photoId: number;
  box: Box;
  name?: string | undefined;
  merge?: boolean | undefined;
}

/**
 * Adds a face that the user marked. A known face in that place is labelled instead, and restored if it was dismissed.
 * @returns the face's id
 * @throws FamiliarError as {@link recogniseDrawn}, and `name-in-photo`
 */
export async function drawFace(
  db: ReadableDb,
  recogniser: Recogniser,
  corrections: Corrections,
  { photoId, box, name: raw = '', merge = false }: DrawnFace,
): Promise<Edited<number>> {
  const name = personName(raw);
  const known = knownFaceAt(db, photoId, box);
  const arriving = known === undefined ? { photoId } : { faces: [known] };
  const { distance } = readGrouping(db);
  const ask = async (shown: ShownPeople): Promise<void> => {
    if (!merge) await requireNotInPhoto(db, shown, name, arriving, distance);
  };
  if (known !== undefined) {
    return corrections.make(async (shown) => {
      await ask(shown);
      const sources = await shown.with([known], distance);
      return (edit) => takeKnown(edit, known, sources, name);
    });
  }
  await corrections.inTurn(ask);
  const seen = await recogniseDrawn(db, recogniser, photoId, box);
  return corrections.make(async () => (edit) => storeDrawn(edit, photoId, seen, name));
}

/** The known face that a drawn box means, dismissed or not; undefined where there is none. */
function knownFaceAt(db: ReadableDb, photoId: number, box: Box): number | undefined {
  const known = [...listFacesOfPhoto(db, photoId), ...listDismissedFaces(db, { photoId }, -1)];
  const near = known.filter((face) => showsSameFace(box, face.box));
  const [match] = matchBoxes(
    [box],
    near.map((face) => face.box),
    0,
  );
  return match && elementAt(near, match.second).id;
}

function showsSameFace(one: Box, other: Box): boolean {
  if (matchBoxes([one], [other], sameFace).length > 0) return true;
  const [small, large] = firstItems(
    [one, other].map(({ width, height }) => width * height).sort((a, b) => a - b),
    2,
  );
  return overlapOf(one, other) >= within.smaller * small && small >= within.ofLarger * large;
}

function overlapOf(one: Box, other: Box): number {
  const span = (a: number, b: number, lengthA: number, lengthB: number) =>
    Math.max(0, Math.min(a + lengthA, b + lengthB) - Math.max(a, b));
  return span(one.x, other.x, one.width, other.width) * span(one.y, other.y, one.height, other.height);
}

function takeKnown(
  edit: Edit,
  faceId: number,
  sources: readonly PersonFaces[],
  name: string,
): { summary: EditSummary; result: number } {
  edit.patch('faces', [faceId], { dismissed: 0 });
  if (name === '') return { summary: { kind: 'restored', faces: 1 }, result: faceId };
  const row = rowNamed(edit, name);
  give(edit, row, new Set([faceId]), sources);
  const to = getPerson(edit.db, row)?.name ?? null;
  return { summary: { kind: 'moved', faces: 1, to }, result: faceId };
}

/**
 * Recognises the face in a box of a photo.
 * @throws FamiliarError `not-found`, `bad-request` where the box is too small, `path-missing` where the file is gone,
 * and all that {@link Recogniser.recognise} throws
 */
async function recogniseDrawn(
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
  const path = await presentPath(db, photoId);
  if (!path) throw (await whyNotPresent(db, photoId)).error;
  return recogniser.recognise(path, { box });
}

/**
 * Stores a drawn face, labelled unless the name is empty. Undo dismisses the face: its rows stay, so that redo
 * restores it.
 */
function storeDrawn(
  edit: Edit,
  photoId: number,
  { faces, model }: RecognisedPhoto,
  name: string,
): { summary: EditSummary; result: number } {
  const [{ chip, vector, ...face }] = firstItems(faces, 1);
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
