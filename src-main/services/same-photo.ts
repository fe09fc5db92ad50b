import { FamiliarError } from '../contract/errors.ts';
import { photosOfFaces } from '../db/faces.ts';
import { labelledFaces } from '../db/labels.ts';
import type { ReadableDb } from '../db/open.ts';
import { findPersonByName } from '../db/people.ts';
import { type ShownPeople, unlessGone } from './shown-people.ts';

/** What is to become somebody's: faces, or one that is still to be drawn in a photo. */
export type Arriving = { faces: readonly number[] } | { photoId: number };

/**
 * Asks whether somebody is in a photo twice, in a mirror or a collage, before faces are given to who is in their photo
 * already.
 * @param name of who is to have the faces; empty for nobody
 * @throws FamiliarError `name-in-photo`
 */
export async function requireNotInPhoto(
  db: ReadableDb,
  shown: ShownPeople,
  name: string,
  arriving: Arriving,
  distance: number,
): Promise<void> {
  const known = findPersonByName(db, name);
  if (!known) return;
  const moved = new Set('faces' in arriving ? arriving.faces : []);
  const person = await unlessGone(shown.find(`p${known.id}`, distance));
  const theirs = [...(person?.faceIds ?? []), ...labelledFaces(db, known.id)].filter(
    (faceId) => !moved.has(faceId),
  );
  const taken = new Set(photosOfFaces(db, theirs).values());
  const photos =
    'faces' in arriving ? new Set(photosOfFaces(db, [...moved]).values()) : new Set([arriving.photoId]);
  const shared = [...photos].filter((photo) => taken.has(photo)).length;
  if (shared === 0) return;
  const where = photos.size === 1 ? 'this photo' : `${shared} of these photos`;
  throw new FamiliarError('name-in-photo', `${known.name} is in ${where} already`);
}
