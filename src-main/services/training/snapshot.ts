import { createHash } from 'node:crypto';
import { elementAt, required } from '../../common/elements.ts';
import type { TrainingRoles } from '../../contract/training.ts';
import { getEmbeddableFaces } from '../../db/embedding.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { photoHashes } from '../../db/photos.ts';
import { insertTrainingFaces, type TrainingFaceRow } from '../../db/training-faces.ts';
import { updateTrainingRun } from '../../db/training-runs.ts';
import type { FacesOfPhoto } from '../../faces/stored-faces.ts';
import { type Role, splitFaces } from '../../metric-learning/split.ts';
import { presentPath } from '../files/photo-files.ts';
import { countRoles } from './plan.ts';
import { asSplitFaces, type SelectedFace, type Selection } from './selection.ts';

/** A face of a run, with its role. */
export interface FrozenFace extends SelectedFace {
  role: Exclude<Role, 'unused'>;
}

/** The faces of a run at its start; later labels do not change them. */
export interface Snapshot {
  faces: FrozenFace[];
  roles: TrainingRoles;
  /** Number of labelled people in the training set. */
  people: number;
}

/**
 * Splits the faces into roles, and stores for good the role of each face with its photo's content hash.
 * @throws FamiliarError `too-few-people`, `too-few-faces`
 */
export function freeze(db: WritableDb, run: number, selection: Selection, seed: number): Snapshot {
  const roles = splitFaces(asSplitFaces(selection), seed);
  const faces = selection.faces.flatMap((face, i): FrozenFace[] => {
    const role = elementAt(roles, i);
    return role === 'unused' ? [] : [{ ...face, role }];
  });
  const hashes = photoHashes(
    db,
    faces.map(({ photoId }) => photoId),
  );
  const rows = faces.map(({ faceId, photoId, person, role }): TrainingFaceRow => {
    return { faceId, photoHash: required(hashes.get(photoId)), person, role };
  });
  const trained = faces.filter(({ role }) => role === 'train');
  const people = new Set(trained.map(({ person }) => person)).size;
  db.transaction(() => {
    insertTrainingFaces(db, run, rows);
    updateTrainingRun(db, run, { snapshotHash: hashOf(rows), people, faces: trained.length });
  }).immediate();
  return { faces, roles: countRoles(roles), people };
}

/** SHA-256 over lines of face, photo, person and role, in hexadecimal. */
function hashOf(rows: readonly TrainingFaceRow[]): string {
  const hash = createHash('sha256');
  for (const { faceId, photoHash, person, role } of rows) {
    hash.update(`${faceId} ${photoHash.toString('hex')} ${person ?? '-'} ${role}\n`);
  }
  return hash.digest('hex');
}

/** Location and facts of faces, grouped by photo. */
export async function byPhoto<Face extends SelectedFace>(
  db: ReadableDb,
  faces: readonly Face[],
): Promise<{ photo: FacesOfPhoto; faces: Face[] }[]> {
  const stored = new Map(
    getEmbeddableFaces(
      db,
      faces.map(({ faceId }) => faceId),
    ).map((face) => [face.faceId, face]),
  );
  const photos: { photo: FacesOfPhoto; faces: Face[] }[] = [];
  for (const [photoId, theirs] of Map.groupBy(faces, (face) => face.photoId)) {
    const present = theirs.filter(({ faceId }) => stored.has(faceId));
    const path = (await presentPath(db, photoId)) ?? null;
    photos.push({
      photo: { path, faces: present.map(({ faceId }) => required(stored.get(faceId))) },
      faces: present,
    });
  }
  return photos;
}
