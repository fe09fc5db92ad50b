import { elementAt, firstItems, required } from '../../common/elements.ts';
import { findPhotosByImage, moveContents } from '../../db/contents.ts';
import { listEarlierFaces, markNotInPicture } from '../../db/faces.ts';
import { listFilesOfPhoto, listPhotosAt, moveFiles, updatePresence } from '../../db/files.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { contentOf, deletePhoto, getPhoto, orientationOf, putImage, updateContent } from '../../db/photos.ts';
import { getThumbnail } from '../../db/pictures.ts';
import { moveDeclined } from '../../db/proposals.ts';
import { carryRejections, type FaceStatements, listFaceStatements, moveFaces } from '../../db/twins.ts';
import { sameFaceIou } from '../../interchange/face-matches.ts';
import { matchBoxes } from '../../interchange/overlap.ts';

/**
 * [Note: One photo of two] Before photos were known by their pictures, a file into which another program had written
 * became a second photo, and the first one stayed beside it, with all that was said of its faces. Once that file is
 * met again, the two become the older one. They are known by the same picture: by its identity, or, where the first
 * content is not there any more to be looked at, by size and thumbnail, byte by byte. A photo that lies in a file of
 * its own stays one.  Of two detections of one face, the one counts of which the user has said more, and of labels
 * the later one holds. The other one leaves the picture and keeps what was said of it, so that the history of edits
 * can be undone as before.
 */

/**
 * Unites a photo of a file with photos of the same picture that have no file of their own.
 * @returns the united photo, and the number of others
 */
export function unite(db: WritableDb, photoId: number): { photoId: number; others: number } {
  const twins = twinsOf(db, photoId);
  let united = photoId;
  for (const twin of twins) {
    const [older, newer] = twin < united ? [twin, united] : [united, twin];
    takeIn(db, older, newer, united);
    united = older;
  }
  return { photoId: united, others: twins.length };
}

function twinsOf(db: ReadableDb, photoId: number): number[] {
  const files = listFilesOfPhoto(db, photoId);
  if (files.every(({ gone }) => gone !== null)) return [];
  const paths = new Set(files.filter(({ gone }) => gone === null).map(({ path }) => path));
  const { image } = contentOf(db, photoId);
  const candidates = new Set([
    ...[...paths].flatMap((path) => listPhotosAt(db, path)).map((file) => file.photoId),
    ...(image ? findPhotosByImage(db, image) : []),
  ]);
  candidates.delete(photoId);
  const liesElsewhere = (id: number) =>
    listFilesOfPhoto(db, id).some(({ path, gone }) => gone === null && !paths.has(path));
  return [...candidates].filter((id) => !liesElsewhere(id) && isSamePicture(db, photoId, id));
}

function isSamePicture(db: ReadableDb, one: number, other: number): boolean {
  const [a, b] = [getPhoto(db, one), getPhoto(db, other)];
  if (!a || !b || a.width !== b.width || a.height !== b.height) return false;
  const [image, otherImage] = [contentOf(db, one).image, contentOf(db, other).image];
  if (image && otherImage)
    return image.equals(otherImage) && orientationOf(db, one) === orientationOf(db, other);
  const [thumbnail, otherThumbnail] = [getThumbnail(db, one), getThumbnail(db, other)];
  return thumbnail !== undefined && otherThumbnail !== undefined && thumbnail.equals(otherThumbnail);
}

/**
 * @param there the photo that has a file
 */
function takeIn(db: WritableDb, older: number, newer: number, there: number): void {
  const { hash, bytes, image } = contentOf(db, there);
  const pairs = pairsOf(db, older, newer);
  const words = new Map(
    [older, newer].flatMap((id) => listFaceStatements(db, id)).map((face) => [face.id, face]),
  );
  moveFaces(db, newer, older);
  for (const [one, other] of pairs) {
    const [kept, left] =
      compareWords(required(words.get(one)), required(words.get(other))) >= 0 ? [one, other] : [other, one];
    markNotInPicture(db, left);
    carryRejections(db, left, kept);
  }
  moveDeclined(db, newer, older);
  moveFiles(db, newer, older);
  moveContents(db, newer, older);
  deletePhoto(db, newer);
  if (image) putImage(db, older, image);
  updateContent(db, older, hash, bytes);
  updatePresence(db, older);
}

/** Matches faces of two photos with equal pixels, by place. */
function pairsOf(db: ReadableDb, older: number, newer: number): [number, number][] {
  const [first, second] = firstItems(
    [older, newer].map((id) => listEarlierFaces(db, id).filter((face) => face.isInPicture)),
    2,
  );
  const boxes = (faces: typeof first) => faces.map(({ box }) => box);
  return matchBoxes(boxes(first), boxes(second), sameFaceIou).map((match) => [
    elementAt(first, match.first).id,
    elementAt(second, match.second).id,
  ]);
}

/** Positive if the first face has more statements, or, if both are labelled, the later label. */
function compareWords(one: FaceStatements, other: FaceStatements): number {
  if (one.labelledAt !== null && other.labelledAt !== null) {
    return one.labelledAt > other.labelledAt ? 1 : one.labelledAt < other.labelledAt ? -1 : 0;
  }
  const weight = ({ labelledAt, isDrawn, isDismissed, isCover, rejections }: FaceStatements): number =>
    Number(labelledAt !== null) * 16 +
    Number(isDrawn) * 8 +
    Number(isDismissed) * 4 +
    Number(isCover) * 2 +
    Number(rejections > 0);
  return weight(one) - weight(other);
}
