import { elementAt, required } from '../../common/elements.ts';
import { unitDistance } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Box } from '../../contract/models.ts';
import { findPhotosByImage, moveContents } from '../../db/contents.ts';
import { type EarlierFace, listEarlierFaces, markNotInPicture, placeFace } from '../../db/faces.ts';
import { listFilesOfPhoto, listPhotosAt, markFileAbsent, moveFiles, updatePresence } from '../../db/files.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { contentOf, deletePhoto, putImage, updateContent, updateRecognised } from '../../db/photos.ts';
import { getThumbnail, replaceThumbnail } from '../../db/pictures.ts';
import { getVectors } from '../../db/vectors.ts';
import { pipelineVersion, type RecognisedFace, type RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { toUpright } from '../../interchange/orientation.ts';
import { imageOfThumbnail } from '../../photos/image-identity.ts';
import { isSamePlace, likenessOf, matchFacesAgain } from './same-faces.ts';

/**
 * [Note: A photo that goes on in another file] A file that is saved with other pixels has a content that the library
 * does not know, and is recognised like a new photo. Before it is stored, it is compared with the photos that lay at
 * its path and lie nowhere else. Where it shows one of their faces, it is that photo still: the photo keeps its row,
 * each face that is found again keeps its own, and with it all that was said of it. Faces that were found again get
 * their new place and keep their vector and picture, so that no group changes; faces that are not in the picture any
 * more stop counting, and come back with it; faces that it did not show before are added. Where it shows none, it is
 * another picture: it is stored as a photo of its own, and the old one is gone from that path. A photo without any
 * faces goes on in whatever lies there now.
 */

/** Largest number of labelled faces of a photo that are looked for at their expected places. */
const mostSought = 20;
/** EXIF orientations: unchanged, and quarter turns. */
const turns = [1, 6, 3, 8];

/** Photos that a newly recognised photo may continue: those that lay at its path, first. */
function photosBefore(db: ReadableDb, photoId: number, image: Uint8Array): number[] {
  const paths = new Set(listFilesOfPhoto(db, photoId).map(({ path }) => path));
  const there = [...paths].flatMap((path) => listPhotosAt(db, path)).filter((file) => file.isRecognised);
  const alike = findPhotosByImage(db, image);
  const candidates = new Set([...there.map((file) => file.photoId), ...alike]);
  candidates.delete(photoId);
  const liesElsewhere = (id: number) =>
    listFilesOfPhoto(db, id).some(({ path, gone }) => gone === null && !paths.has(path));
  return [...candidates].filter((id) => !liesElsewhere(id));
}

const imageOfRecognised = (db: ReadableDb, photoId: number, photo: RecognisedPhoto): Buffer =>
  contentOf(db, photoId).image ?? imageOfThumbnail(photo);

/**
 * Stores a photo as the continuation of an existing one, and deletes its own row. Otherwise the photos that lay at
 * its path lose that path.
 * @param add adds a face to a photo
 * @returns the continued photo; null where there is none
 */
export function continuePhoto(
  db: WritableDb,
  photoId: number,
  photo: RecognisedPhoto,
  add: (photoId: number, face: RecognisedFace) => void,
): number | null {
  const image = imageOfRecognised(db, photoId, photo);
  for (const before of photosBefore(db, photoId, image)) {
    const faces = listEarlierFaces(db, before);
    const matches = matchSeen(db, faces, photo);
    const isSame = contentOf(db, before).image?.equals(image) ?? false;
    const hadNone = faces.length === 0 && liesAt(db, before, photoId);
    if (matches.size === 0 && !isSame && !hadNone) continue;
    takeOver(db, before, photoId, photo, image);
    const found = new Set(matches.values());
    faces.forEach(({ id }, i) => {
      const match = matches.get(i);
      if (match === undefined) markNotInPicture(db, id);
      else placeFace(db, id, elementAt(photo.faces, match));
    });
    photo.faces.forEach((face, i) => {
      if (!found.has(i)) add(before, face);
    });
    return before;
  }
  putImage(db, photoId, image);
  return null;
}

/** Removes this photo's path from the photos that lay there. */
export function replaceAt(db: WritableDb, photoId: number): number {
  let replaced = 0;
  for (const { path, gone } of listFilesOfPhoto(db, photoId)) {
    if (gone !== null) continue;
    for (const other of listPhotosAt(db, path)) {
      if (other.photoId === photoId || other.gone !== null) continue;
      markFileAbsent(db, path, other.photoId, 'replaced');
      if (updatePresence(db, other.photoId) === 'went') replaced++;
    }
  }
  return replaced;
}

/**
 * Looks for labelled faces that the detector did not find in a photo that may continue another: at their earlier
 * place, in the picture unchanged and turned.
 * @returns the photo with the faces found
 */
export async function seekSpokenOf(
  db: ReadableDb,
  recogniser: Pick<Recogniser, 'recognise'>,
  photoId: number,
  path: string,
  photo: RecognisedPhoto,
): Promise<RecognisedPhoto> {
  const { atItsPlace } = likenessOf(db, photo.model);
  const faces = [...photo.faces];
  for (const before of photosBefore(db, photoId, imageOfRecognised(db, photoId, photo))) {
    const seen = listEarlierFaces(db, before);
    const matches = matchSeen(db, seen, photo);
    const lost = seen.filter(({ hasUserData }, i) => hasUserData && !matches.has(i)).slice(0, mostSought);
    const vectors = vectorsOf(db, photo.model, lost);
    for (const { id, box } of lost) {
      const look = (found: RecognisedFace) =>
        unitDistance(required(vectors.get(id)), found.vector) <= atItsPlace;
      const found = vectors.has(id) && (await seekAt(recogniser, path, box, look));
      if (found && !faces.some((face) => isSamePlace(face.box, found.box))) faces.push(found);
    }
  }
  return { ...photo, faces };
}

async function seekAt(
  recogniser: Pick<Recogniser, 'recognise'>,
  path: string,
  box: Box,
  isIt: (face: RecognisedFace) => boolean,
): Promise<RecognisedFace | null> {
  for (const turn of turns) {
    try {
      const [face] = (await recogniser.recognise(path, { box: toUpright(box, turn) })).faces;
      if (face && isIt(face)) return face;
    } catch (error) {
      if (!(error instanceof FamiliarError) || error.code === 'cancelled') throw error;
    }
  }
  return null;
}

const vectorsOf = (db: ReadableDb, model: string, faces: readonly EarlierFace[]) =>
  new Map(
    getVectors(
      db,
      model,
      faces.map(({ id }) => id),
    ).map(({ faceId, vector }) => [faceId, vector]),
  );

/**
 * Indices of a photo's faces by indices of the faces seen before. Faces that had left the picture are matched among
 * the remaining ones.
 */
export function matchSeen(
  db: ReadableDb,
  seen: readonly EarlierFace[],
  { faces, model }: Pick<RecognisedPhoto, 'faces' | 'model'>,
): Map<number, number> {
  const vectors = vectorsOf(db, model, seen);
  const likeness = likenessOf(db, model);
  const matched = new Map<number, number>();
  for (const inPicture of [true, false]) {
    const known = seen.flatMap(({ id, box, isInPicture }, at) => {
      const vector = vectors.get(id);
      return vector && isInPicture === inPicture ? [{ at, box, vector }] : [];
    });
    const taken = new Set(matched.values());
    const left = faces.flatMap((face, at) => (taken.has(at) ? [] : [{ ...face, at }]));
    for (const [i, j] of matchFacesAgain(known, left, likeness))
      matched.set(elementAt(known, i).at, elementAt(left, j).at);
  }
  return matched;
}

const liesAt = (db: ReadableDb, one: number, other: number): boolean => {
  const paths = new Set(listFilesOfPhoto(db, one).map(({ path }) => path));
  return listFilesOfPhoto(db, other).some(({ path }) => paths.has(path));
};

/** Moves the file, content and picture of the new photo to the continued one. */
function takeOver(
  db: WritableDb,
  before: number,
  photoId: number,
  photo: RecognisedPhoto,
  image: Buffer,
): void {
  const { width, height, orientation, takenAt, thumbnail } = photo;
  const old = contentOf(db, before);
  const oldThumbnail = getThumbnail(db, before);
  if (!old.image && oldThumbnail) {
    const size = required(
      db
        .prepare<[number], { width: number; height: number }>('SELECT width, height FROM photos WHERE id = ?')
        .get(before),
    );
    putImage(db, before, imageOfThumbnail({ ...size, thumbnail: oldThumbnail }));
  }
  const { hash, bytes } = contentOf(db, photoId);
  moveFiles(db, photoId, before);
  moveContents(db, photoId, before);
  deletePhoto(db, photoId);
  putImage(db, before, image);
  updateContent(db, before, hash, bytes);
  updateRecognised(db, before, { width, height, orientation, takenAt, pipelineVersion });
  replaceThumbnail(db, before, thumbnail);
  updatePresence(db, before);
}
