import { basename } from 'node:path';
import { eachAtOnce } from '../../common/each-at-once.ts';
import { elementAt, required } from '../../common/elements.ts';
import type {
  DetectionPreview,
  LookedAgain,
  PhotoDifference,
  Sensitivity,
} from '../../contract/detection.ts';
import { FamiliarError, isOfPhoto, toWireError } from '../../contract/errors.ts';
import {
  dismissedAmong,
  type EarlierFace,
  listEarlierFaces,
  markNotInPicture,
  placeFace,
} from '../../db/faces.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getPhoto, isFilm } from '../../db/photos.ts';
import type { RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { presentPath, whyNotPresent } from '../files/photo-files.ts';
import { matchSeen } from './continued.ts';
import { isDismissedAlready } from './dismissed-again.ts';
import { adderOf } from './recognition-job.ts';

/**
 * [Note: Looking again] A photo of the library is recognised anew, with another sensitivity or by a later detector. A face
 * that is found again keeps its row, with its name, its vector and all that was said of it. A face that is not found any
 * more stops counting, unless the user named or drew it, and comes back when a later look finds it. Detections that the
 * user dismissed stay dismissed.
 */
interface SecondLook {
  photo: RecognisedPhoto;
  /** Found faces that the library does not have, or that did not count; indices. */
  comes: number[];
  /** Faces to be placed again, by index of the found one. */
  returns: Map<number, EarlierFace>;
  goes: EarlierFace[];
}

type Looker = Pick<Recogniser, 'recognise' | 'photosAtOnce'>;

async function look(
  db: ReadableDb,
  recogniser: Looker,
  photoId: number,
  sensitivity: Sensitivity,
): Promise<SecondLook> {
  if (isFilm(db, photoId)) throw new FamiliarError('photo-unsupported', 'films are not looked at again');
  const path = await presentPath(db, photoId);
  if (path === undefined) throw (await whyNotPresent(db, photoId)).error;
  return compare(db, photoId, await recogniser.recognise(path, { sensitivity }));
}

function compare(db: ReadableDb, photoId: number, photo: RecognisedPhoto): SecondLook {
  const seen = listEarlierFaces(db, photoId);
  const dismissed = new Set(dismissedAmong(db, photoId));
  const matches = matchSeen(db, seen, photo);
  const earlier = new Map([...matches].map(([i, j]) => [j, elementAt(seen, i)]));
  const found = photo.faces.keys();
  const returns = new Map([...earlier].filter(([, face]) => !face.isInPicture));
  const comes = [...found].filter((j) => {
    const known = earlier.get(j);
    if (known) return !known.isInPicture && !dismissed.has(known.id);
    return !isDismissedAlready(db, elementAt(photo.faces, j), photo.model);
  });
  const goes = seen.filter(
    ({ id, isInPicture, hasUserData }, i) =>
      isInPicture && !hasUserData && !dismissed.has(id) && !matches.has(i),
  );
  return { photo, comes, returns, goes };
}

/** Stores a second look, compared with what the library has by now. */
function store(db: WritableDb, photoId: number, photo: RecognisedPhoto): { came: number; went: number } {
  const add = adderOf(db, photo.model, new Set());
  const run = db.transaction(() => {
    if (!getPhoto(db, photoId)) return { came: 0, went: 0 };
    const { comes, returns, goes } = compare(db, photoId, photo);
    for (const [j, { id }] of returns) placeFace(db, id, elementAt(photo.faces, j));
    for (const j of comes) if (!returns.has(j)) add(photoId, elementAt(photo.faces, j));
    for (const { id } of goes) markNotInPicture(db, id);
    return { came: comes.length, went: goes.length };
  });
  return run.immediate();
}

/** Shows what a look with another sensitivity would change. Stores nothing. */
export async function previewLook(
  db: ReadableDb,
  recogniser: Looker,
  photos: readonly number[],
  sensitivity: Sensitivity,
  signal?: AbortSignal,
): Promise<DetectionPreview> {
  const differences: PhotoDifference[] = [];
  let looked = 0;
  await eachAtOnce(photos, recogniser.photosAtOnce, async (id) => {
    signal?.throwIfAborted();
    try {
      const { photo, comes, goes } = await look(db, recogniser, id, sensitivity);
      looked++;
      if (comes.length + goes.length === 0) return;
      differences.push({
        id,
        name: basename(required(getPhoto(db, id)).path),
        comes: comes.map((j) => elementAt(photo.faces, j).box),
        goes: goes.map((face) => face.id),
      });
    } catch (error) {
      if (!isOfPhoto(error)) throw error;
    }
  });
  const count = (of: 'comes' | 'goes') => differences.reduce((sum, one) => sum + one[of].length, 0);
  differences.sort((a, b) => a.id - b.id);
  return { sensitivity, looked, comes: count('comes'), goes: count('goes'), photos: differences };
}

/** Looks at photos again, and stores each look at once. An abort leaves the photos that were not looked at as they are. */
export async function lookAgain(
  db: WritableDb,
  recogniser: Looker,
  photos: readonly number[],
  sensitivity: Sensitivity,
  { signal, stored }: { signal?: AbortSignal | undefined; stored?: (() => void) | undefined },
): Promise<LookedAgain> {
  const total: LookedAgain = { sensitivity, looked: 0, came: 0, went: 0, failed: [] };
  await eachAtOnce(photos, recogniser.photosAtOnce, async (id) => {
    signal?.throwIfAborted();
    try {
      const { photo } = await look(db, recogniser, id, sensitivity);
      const { came, went } = store(db, id, photo);
      total.looked++;
      total.came += came;
      total.went += went;
      if (came + went > 0) stored?.();
    } catch (error) {
      if (!isOfPhoto(error)) throw error;
      total.failed.push({ path: getPhoto(db, id)?.path ?? '', ...toWireError(error) });
    }
  });
  return total;
}
