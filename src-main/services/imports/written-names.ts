import { dirname } from 'node:path';
import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { listEarlierFaces, markDismissed } from '../../db/faces.ts';
import { putBeside } from '../../db/files.ts';
import { labelsOf } from '../../db/labels.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { nameKey } from '../../db/people.ts';
import { putDate, putPlace } from '../../db/photos.ts';
import { addProposal, addUnplaced, declinedOf, forgetWritten } from '../../db/proposals.ts';
import type { RecognisedFace } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import type { PhotoFrame } from '../../interchange/frames.ts';
import { readWritten, type WrittenNames } from '../../interchange/photo-regions.ts';
import { proposeNames } from '../../interchange/proposals.ts';
import type { Box } from '../../contract/models.ts';
import { Companions } from '../../photos/companions.ts';
import type { PhotoNotes } from '../../photos/dates.ts';
import { presentPaths } from '../files/photo-files.ts';

/** Largest number of marked faces of a photo that are looked for. */
const mostMissed = 50;
/** Minimum side of a recognisable face, in pixels of the upright photo. */
const leastSide = 16;

/** Metadata read in a photo's files and their sidecars. */
export interface ReadAround {
  written: WrittenNames;
  notes: PhotoNotes;
  /** Stamp of the files beside each path. */
  beside: Map<string, string>;
}

/**
 * Reads metadata of other programs, in a photo's file and beside all its paths.
 * @param path file that is read
 */
export async function readAround(
  db: ReadableDb,
  photoId: number,
  path: string,
  frame: PhotoFrame,
): Promise<ReadAround> {
  const beside = new Map<string, string>();
  const written: WrittenNames = { marked: [], unplaced: [] };
  let notes: PhotoNotes = { date: null, place: null };
  for (const place of new Set([path, ...(await presentPaths(db, photoId))])) {
    const companions = await Companions.in(dirname(place));
    // The stamp is taken first, so that later writes are read at the next look.
    beside.set(place, await companions.stampOf(place));
    const files = companions.of(place);
    if (place !== path && files.length === 0) continue;
    const { marked, unplaced, notes: told } = await readWritten(place, frame, files);
    notes = { date: notes.date ?? told.date, place: notes.place ?? told.place };
    written.marked.push(...marked);
    written.unplaced.push(...unplaced);
  }
  return { written, notes, beside };
}

/**
 * Recognises faces that another program marked with a name and Familiar did not detect.
 * @param found boxes of the known faces
 */
export async function seekMarked(
  recogniser: Pick<Recogniser, 'recognise'>,
  path: string,
  { width, height }: PhotoFrame['size'],
  found: readonly Box[],
  written: WrittenNames,
): Promise<{ faces: RecognisedFace[]; model: string | null }> {
  const faces: RecognisedFace[] = [];
  let model: string | null = null;
  for (const { box } of proposeNames(found, written).missed.slice(0, mostMissed)) {
    if (Math.min(box.width * width, box.height * height) < leastSide) continue;
    try {
      const seen = await recogniser.recognise(path, { box });
      faces.push(...seen.faces);
      model = seen.model;
    } catch (error) {
      if (!(error instanceof FamiliarError) || !error.code.startsWith('photo-')) throw error;
    }
  }
  return { faces, model };
}

/**
 * Applies metadata of other programs to a stored photo: names are proposed, ignored faces are dismissed, and the date
 * is taken unless the user set one.
 */
export function storeWritten(db: WritableDb, photoId: number, { written, notes, beside }: ReadAround): void {
  const seen = listEarlierFaces(db, photoId).filter(({ isInPicture }) => isInPicture);
  const boxes = seen.map(({ box }) => box);
  const { placed, missed, unplaced, ignored } = proposeNames(boxes, written);
  const declined = declinedOf(db, photoId);
  forgetWritten(db, photoId);
  for (const { face, name, source } of placed) {
    if (!declined.has(nameKey(name))) addProposal(db, { faceId: elementAt(seen, face).id, name, source });
  }
  for (const { name, source } of [...missed, ...unplaced]) addUnplaced(db, { photoId, name, source });
  const labels = labelsOf(
    db,
    ignored.map((face) => elementAt(seen, face).id),
  );
  for (const face of ignored)
    if (!labels.has(elementAt(seen, face).id)) markDismissed(db, elementAt(seen, face).id);
  putDate(db, photoId, notes.date);
  putPlace(db, photoId, notes.place);
  for (const [path, stamp] of beside) putBeside(db, path, photoId, stamp);
}

/** Metadata of other programs as stored, to detect changes. */
export function saidOf(db: ReadableDb, photoId: number): string {
  const sql = `SELECT json_array(taken_at, taken_from, taken_offset, latitude, longitude,
      (SELECT json_group_array(json_array(face_id, name)) FROM proposals
        WHERE face_id IN (SELECT id FROM faces WHERE photo_id = photos.id)),
      (SELECT json_group_array(name) FROM unplaced_names WHERE photo_id = photos.id))
    FROM photos WHERE id = ?`;
  return db.prepare<[number], string>(sql).pluck().get(photoId) ?? '';
}
