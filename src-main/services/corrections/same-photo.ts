import { FamiliarError } from '../../contract/errors.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import { photosOfFaces } from '../../db/faces.ts';
import { labelledFaces } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { findPersonByName } from '../../db/people.ts';
import type { PersonFaces } from './rules.ts';
import { type ShownPeople, unlessGone } from './resolve.ts';

/** Faces to label, or a face to be drawn in a photo. */
export type Arriving = { faces: readonly number[] } | { photoId: number };

/**
 * Asks for confirmation before a label puts a person into a photo twice, as in a mirror or a collage.
 * @param name name of the person; empty for none
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
  const taken = await photosOfNamesake(db, shown, name, arriving, distance);
  const photos = photosWith(db, arriving);
  const shared = [...photos].filter((photo) => taken.has(photo)).length;
  if (shared === 0) return;
  const where = photos.size === 1 ? 'this photo' : `${shared} of these photos`;
  throw new FamiliarError('name-in-photo', `${known.name} is in ${where} already`);
}

/**
 * The same check before people are merged.
 * @throws FamiliarError `name-in-photo`
 */
export function requireApartInPhotos(db: ReadableDb, people: readonly PersonFaces[]): void {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const { faceIds } of people) {
    const photos = photosWith(db, { faces: faceIds });
    for (const photo of photos) if (seen.has(photo)) shared.add(photo);
    for (const photo of photos) seen.add(photo);
  }
  if (shared.size === 0) return;
  const where = shared.size === 1 ? 'one photo' : `${shared.size} photos`;
  throw new FamiliarError('name-in-photo', `two of them are in ${where} together`);
}

/** Photos of the person with a name, without the arriving faces; none where nobody has the name. */
export async function photosOfNamesake(
  db: ReadableDb,
  shown: ShownPeople,
  name: string,
  arriving: Arriving,
  distance: number,
): Promise<Set<number>> {
  const known = findPersonByName(db, name);
  if (!known) return new Set();
  const moved = new Set('faces' in arriving ? arriving.faces : []);
  const person = await unlessGone(shown.find(formatPersonRow(known.id), distance));
  const theirs = [...(person?.faceIds ?? []), ...labelledFaces(db, known.id)].filter(
    (faceId) => !moved.has(faceId),
  );
  return photosWith(db, { faces: theirs });
}

/** Photos of faces. */
export const photosWith = (db: ReadableDb, arriving: Arriving): Set<number> =>
  'faces' in arriving ? new Set(photosOfFaces(db, arriving.faces).values()) : new Set([arriving.photoId]);
