import { createHash } from 'node:crypto';
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

/** A face of a run, with what it serves as. */
export interface FrozenFace extends SelectedFace {
  role: Exclude<Role, 'unused'>;
}

/** The faces of a run, as they were when it began: what is labelled afterwards does not change it. */
export interface Snapshot {
  faces: FrozenFace[];
  roles: TrainingRoles;
  /** Labelled people whom training sees. */
  people: number;
}

/**
 * Deals the faces of a run out to their roles, and keeps for good which face, of which photo's content, served as what.
 * @throws FamiliarError `too-few-people`, `too-few-faces`
 */
export function freeze(db: WritableDb, run: number, selection: Selection, seed: number): Snapshot {
  const roles = splitFaces(asSplitFaces(selection), seed);
  const faces = selection.faces.flatMap((face, i): FrozenFace[] => {
    const role = roles[i];
    return role === 'unused' ? [] : [{ ...face, role }];
  });
  const hashes = photoHashes(
    db,
    faces.map(({ photoId }) => photoId),
  );
  const rows = faces.map(({ faceId, photoId, person, role }): TrainingFaceRow => {
    return { faceId, photoHash: hashes.get(photoId)!, person, role };
  });
  const trained = faces.filter(({ role }) => role === 'train');
  const people = new Set(trained.map(({ person }) => person)).size;
  db.transaction(() => {
    insertTrainingFaces(db, run, rows);
    updateTrainingRun(db, run, { snapshotHash: hashOf(rows), people, faces: trained.length });
  }).immediate();
  return { faces, roles: countRoles(roles), people };
}

/** SHA-256 over face, photo, person and role, one line a face, in hexadecimal. */
function hashOf(rows: readonly TrainingFaceRow[]): string {
  const hash = createHash('sha256');
  for (const { faceId, photoHash, person, role } of rows) {
    hash.update(`${faceId} ${photoHash.toString('hex')} ${person ?? '-'} ${role}\n`);
  }
  return hash.digest('hex');
}

/** Where faces are, photo by photo, with what is known of each. */
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
    photos.push({ photo: { path, faces: present.map(({ faceId }) => stored.get(faceId)!) }, faces: present });
  }
  return photos;
}
