import { resolve, sep } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { RemovalTarget } from '../../contract/removals.ts';
import { labelledFaces } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPerson } from '../../db/people.ts';
import {
  allFaces,
  facesInPhotos,
  knownPhotos,
  listFolderContents,
  listMissingPhotos,
} from '../../db/removal-targets.ts';
import type { RemovalKind } from '../../db/removals.ts';
import type { ShownPeople } from '../corrections/resolve.ts';

/** Scope of a removal, and its side effects. */
export interface RemovalScope {
  kind: RemovalKind;
  /** Path of the folder, or name of the person. */
  subject: string | null;
  photos: number[];
  /** Faces, including those of the photos. */
  faces: number[];
  /** Files of photos that have another path too: only the file is dropped. */
  copies: { path: string; photoId: number }[];
  /** Photos that were never recognised: they are deleted at once. */
  unrecognised: number[];
  /** Row of `people` removed with its faces; null for a cluster and for other kinds. */
  personId: number | null;
}

/**
 * Resolves a target to its scope.
 * @throws FamiliarError `not-found` where there is nothing to remove
 */
export async function scopeOf(
  db: ReadableDb,
  shown: ShownPeople,
  target: RemovalTarget,
): Promise<RemovalScope> {
  const scope = await find(db, shown, target);
  const { photos, faces, copies, unrecognised } = scope;
  if (photos.length + faces.length + copies.length + unrecognised.length === 0 && scope.personId === null) {
    throw new FamiliarError('not-found', nothing[target.kind]);
  }
  return scope;
}

const nothing: Record<RemovalKind, string> = {
  folder: 'the library has no photos from this folder',
  missing: 'no photo is missing',
  photos: 'none of these photos is in the library',
  person: 'there is no such person',
  faces: 'the library has no faces',
};

async function find(db: ReadableDb, shown: ShownPeople, target: RemovalTarget): Promise<RemovalScope> {
  const none = { subject: null, photos: [], faces: [], copies: [], unrecognised: [], personId: null };
  const ofPhotos = (photos: number[]) => ({ ...none, photos, faces: facesInPhotos(db, photos) });
  switch (target.kind) {
    case 'folder': {
      const path = resolve(target.path);
      const { photos, ...others } = listFolderContents(db, path.endsWith(sep) ? path : `${path}${sep}`);
      return { kind: 'folder', ...ofPhotos(photos), ...others, subject: path };
    }
    case 'missing':
      return { kind: 'missing', ...ofPhotos(listMissingPhotos(db)) };
    case 'photos': {
      const photos = knownPhotos(db, target.ids);
      return { kind: 'photos', ...ofPhotos(photos) };
    }
    case 'person': {
      const { personId, faceIds } = await shown.find(target.id, target.distance);
      const labelled = personId === null ? [] : labelledFaces(db, personId);
      const faces = [...new Set([...faceIds, ...labelled])].sort((a, b) => a - b);
      const subject = personId === null ? null : (getPerson(db, personId)?.name ?? null);
      return { ...none, kind: 'person', subject, faces, personId };
    }
    case 'faces':
      return { ...none, kind: 'faces', faces: allFaces(db) };
  }
}
