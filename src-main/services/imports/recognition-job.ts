import { insertFace, listEarlierFaces, markDismissed, markGivenByOthers } from '../../db/faces.ts';
import { insertJob } from '../../db/jobs.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import {
  getPhoto,
  isFilm,
  isRecognised,
  orientationOf,
  putCutShort,
  putSeconds,
  updateRecognised,
} from '../../db/photos.ts';
import { insertChip, replaceThumbnail } from '../../db/pictures.ts';
import { insertVector } from '../../db/vectors.ts';
import { pipelineVersion, type RecognisedFace, type RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { activeModel } from '../model-session/active-model.ts';
import { continuePhoto, replaceAt, seekSpokenOf } from './continued.ts';
import { isDismissedAlready } from './dismissed-again.ts';
import { presentPath, whyNotPresent } from '../files/photo-files.ts';
import { lookAtFilm, readAroundFilm } from './film-job.ts';
import { embeddingJob } from '../models/re-embed.ts';
import { readSensitivity } from './sensitivity.ts';
import { unite } from './united.ts';
import { type ReadAround, readAround, saidOf, seekMarked, storeWritten } from './written-names.ts';

/**
 * Kind of the persisted job that recognises a photo. A recognised photo is not recognised again; the job reads its
 * new metadata.
 */
export const recognitionJob = 'recognise';

/** Queues a photo, or, after all photos, a film. */
export const queueRecognition = (db: WritableDb, photoId: number): void =>
  insertJob(db, recognitionJob, photoId, isFilm(db, photoId));

/** A recognised photo with metadata of other programs. */
export interface ReadPhoto extends RecognisedPhoto {
  around?: ReadAround;
  /** Duration, for a film. */
  seconds?: number;
  /** Faces that another program marked and the detector missed. */
  pointedAt?: ReadonlySet<RecognisedFace>;
}

/** A known photo of which only metadata was read. */
export interface ReadAgain {
  around: ReadAround;
  /** Faces marked since the last look. */
  faces: RecognisedFace[];
  /** Model of the faces' vectors; null where there are none. */
  model: string | null;
  isKnown: true;
}

export type LookedAt = ReadPhoto | ReadAgain;

/**
 * @param begun called when recognition begins, possibly after a wait
 * @param leaving ends the look at a film, which may take minutes
 * @throws FamiliarError `path-missing`, and all that {@link Recogniser.recognise} throws
 */
export async function lookAtPhoto(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
  begun: () => void,
  leaving: AbortSignal,
): Promise<LookedAt> {
  const path = await presentPath(db, photoId);
  // The photo may have been united with another since.
  if (isRecognised(db, photoId) !== false) {
    return readAgain(db, recogniser, photoId, path, getPhoto(db, photoId));
  }
  if (!path) throw (await whyNotPresent(db, photoId)).error;
  if (isFilm(db, photoId)) {
    begun();
    return lookAtFilm(db, recogniser, photoId, path, leaving);
  }
  const found = await recogniser.recognise(path, { begun, sensitivity: readSensitivity(db) });
  const photo = await seekSpokenOf(db, recogniser, photoId, path, found);
  const { width, height, orientation } = photo;
  const size = { width, height };
  const around = await readAround(db, photoId, path, { size, orientation });
  const boxes = photo.faces.map(({ box }) => box);
  const marked = await seekMarked(recogniser, path, size, boxes, around.written);
  return {
    ...photo,
    faces: [...photo.faces, ...marked.faces],
    around,
    pointedAt: new Set(marked.faces),
  };
}

/** An unreadable file is read at a later look. */
async function readAgain(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
  path: string | undefined,
  known: { width: number; height: number } | undefined,
): Promise<ReadAgain> {
  const nothing: ReadAround = {
    written: { marked: [], unplaced: [] },
    notes: { date: null, place: null },
    beside: new Map(),
  };
  if (path === undefined || !known) return { around: nothing, faces: [], model: null, isKnown: true };
  const size = { width: known.width, height: known.height };
  if (isFilm(db, photoId)) {
    const around = await readAroundFilm(db, photoId, path, size);
    return { around, faces: [], model: null, isKnown: true };
  }
  const around = await readAround(db, photoId, path, { size, orientation: orientationOf(db, photoId) });
  const seen = listEarlierFaces(db, photoId).filter(({ isInPicture }) => isInPicture);
  const boxes = seen.map(({ box }) => box);
  const marked = await seekMarked(recogniser, path, size, boxes, around.written);
  return { around, ...marked, isKnown: true };
}

/** Result of storing a photo. */
export interface Stored {
  /** The photo that it continues [Note: A photo that goes on in another file]; null for a new photo. */
  continued: number | null;
  /** Photos that lost this path. */
  replaced: number;
  /** Read again without news. */
  isSame?: boolean;
  /** The file's end is missing. */
  isCutShort?: boolean | undefined;
  isFilm?: boolean;
}

/** Stores a recognised photo, or new metadata of a known one. */
export function storeLookedAt(db: WritableDb, photoId: number, photo: LookedAt): Stored {
  if (!('isKnown' in photo)) return storeRecognised(db, photoId, photo);
  const { around, faces, model } = photo;
  if (!getPhoto(db, photoId)) return { continued: photoId, replaced: 0 };
  const add = adderOf(db, model ?? activeModel(db), new Set(faces));
  for (const face of faces) add(photoId, face);
  const before = saidOf(db, photoId);
  if (around.beside.size > 0) storeWritten(db, photoId, around);
  return { continued: photoId, replaced: 0, isSame: faces.length === 0 && saidOf(db, photoId) === before };
}

export function storeRecognised(db: WritableDb, photoId: number, photo: ReadPhoto): Stored {
  const { width, height, orientation, takenAt, thumbnail, faces, model, around, pointedAt, seconds } = photo;
  const film = seconds !== undefined;
  const add = adderOf(db, model, pointedAt ?? new Set());
  // A film that was cut anew is another film.
  const before = film ? null : continuePhoto(db, photoId, photo, add);
  const continued = before === null ? null : unite(db, before).photoId;
  if (continued === null) {
    updateRecognised(db, photoId, { width, height, orientation, takenAt, pipelineVersion });
    replaceThumbnail(db, photoId, thumbnail);
    for (const face of faces) add(photoId, face);
  }
  if (film) putSeconds(db, photoId, seconds);
  putCutShort(db, continued ?? photoId, photo.isCutShort ?? false);
  if (around) {
    const read = takenAt === null ? null : ({ takenAt, offset: null, from: 'exif' } as const);
    const notes = { ...around.notes, date: around.notes.date ?? read };
    storeWritten(db, continued ?? photoId, { ...around, notes });
  }
  const replaced = replaceAt(db, continued ?? photoId);
  return { continued, replaced, isCutShort: photo.isCutShort, isFilm: film };
}

/** Adds a face to a photo. */
export function adderOf(db: WritableDb, model: string, pointedAt: ReadonlySet<RecognisedFace>) {
  return (photoId: number, found: RecognisedFace): void => {
    const { chip, vector, ...face } = found;
    const isDismissed = isDismissedAlready(db, { box: face.box, vector }, model);
    const faceId = insertFace(db, photoId, { ...face, pipelineVersion });
    if (pointedAt.has(found)) markGivenByOthers(db, faceId);
    if (isDismissed) markDismissed(db, faceId);
    insertChip(db, faceId, chip);
    insertVector(db, { faceId, modelId: model, pipelineVersion, vector });
    // Another model came into force during recognition.
    const active = activeModel(db);
    if (model !== active) insertJob(db, embeddingJob(active), photoId);
  };
}
