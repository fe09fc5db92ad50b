import { required } from '../../common/elements.ts';
import { isCountedFace } from '../../db/counted.ts';
import type { ReadableDb } from '../../db/open.ts';
import { nameKey } from '../../db/people.ts';
import { listDeclined, listUnplaced, type ProposalRow, type UnplacedName } from '../../db/proposals.ts';
import type { AskedNames } from '../../contract/proposals.ts';
import type { FaceOwners } from '../files/photos.ts';
import { refusedNames } from './open-proposals.ts';

/** Names of photos without a place that nobody in the photo has. */
export interface Unplaced {
  /** Proposals for photos with one open name and one free face. */
  proposed: ProposalRow[];
  /** Names that the user has to place. */
  asked: AskedNames[];
}

/**
 * @param placed names proposed for faces, by face
 * @param hidden ids of hidden people, whose faces are nobody else's
 */
export function settleUnplaced(
  db: ReadableDb,
  owners: FaceOwners,
  placed: ReadonlyMap<number, ProposalRow>,
  hidden: ReadonlySet<string>,
): Unplaced {
  const settled: Unplaced = { proposed: [], asked: [] };
  const names = openNames(db);
  if (names.size === 0) return settled;
  const refused = refusedNames(db);
  for (const [photoId, faces] of facesOfPhotos(db, [...names.keys()])) {
    const taken = new Set<string>();
    const free: number[] = [];
    for (const faceId of faces) {
      const owner = owners.get(faceId);
      const name = owner?.name ?? placed.get(faceId)?.name ?? null;
      if (name !== null) taken.add(nameKey(name));
      else if (!owner || !hidden.has(owner.personId)) free.push(faceId);
    }
    const left = required(names.get(photoId)).filter(({ name }) => !taken.has(nameKey(name)));
    const [name] = left;
    const [face] = free;
    if (name === undefined || face === undefined) continue;
    if (left.length > 1 || free.length > 1) {
      settled.asked.push({ photoId, names: left.map((one) => one.name), faces: free });
    } else if (!refused.has(face, name.name)) {
      settled.proposed.push({ faceId: face, name: name.name, source: name.source });
    }
  }
  return settled;
}

/** Names that the user has not declined, by photo. */
function openNames(db: ReadableDb): Map<number, UnplacedName[]> {
  const declined = new Set(listDeclined(db).map(({ photoId, key }) => `${photoId} ${key}`));
  const open = listUnplaced(db).filter(({ photoId, name }) => !declined.has(`${photoId} ${nameKey(name)}`));
  return Map.groupBy(open, ({ photoId }) => photoId);
}

function facesOfPhotos(db: ReadableDb, photos: readonly number[]): Map<number, number[]> {
  const sql = `SELECT photo_id AS photoId, id FROM faces
    WHERE photo_id IN (SELECT value FROM json_each(?)) AND ${isCountedFace(db)} ORDER BY photo_id, x, id`;
  const rows = db.prepare<[string], { photoId: number; id: number }>(sql).all(JSON.stringify(photos));
  const faces = new Map<number, number[]>();
  for (const { photoId, id } of rows) faces.set(photoId, [...(faces.get(photoId) ?? []), id]);
  return faces;
}
