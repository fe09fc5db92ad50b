import { elementAt } from '../common/elements.ts';
import { exportedFacesOfPhoto } from '../db/exported.ts';
import type { ReadableDb } from '../db/open.ts';
import { findPhotoByHash } from '../db/photos.ts';
import { matchBoxes } from './overlap.ts';
import type { ExportedFaceEntry, PeopleFile } from './people-file.ts';

/**
 * Minimum overlap (IoU) for the same face in two libraries: both boxes are Familiar's, possibly of two
 * versions.
 */
export const sameFaceIou = 0.5;

export interface FaceMatches {
  /** Number of photos of the file that the library has, by content. */
  photos: number;
  /** The library's face for each face of the file. */
  faces: ReadonlyMap<number, number>;
  /** Faces in those photos that the library has not detected, with the library's photo id. */
  missing: { photoId: number; face: ExportedFaceEntry }[];
}

/** Matches the faces of a file to those of a library: in the same photos, at the same positions. */
export function matchFaces(db: ReadableDb, file: PeopleFile): FaceMatches {
  const byPhoto = Map.groupBy(file.faces, (face) => face.photo);
  const faces = new Map<number, number>();
  const missing: FaceMatches['missing'] = [];
  let photos = 0;
  for (const { id, sha256 } of file.photos) {
    const photoId = findPhotoByHash(db, Buffer.from(sha256, 'hex'));
    if (photoId === undefined) continue;
    photos++;
    const theirs = byPhoto.get(id) ?? [];
    const ours = exportedFacesOfPhoto(db, photoId);
    const matches = matchBoxes(
      theirs.map(({ box }) => box),
      ours.map(({ box }) => box),
      sameFaceIou,
    );
    for (const { first, second } of matches)
      faces.set(elementAt(theirs, first).id, elementAt(ours, second).id);
    for (const face of theirs) if (!faces.has(face.id)) missing.push({ photoId, face });
  }
  return { photos, faces, missing };
}
