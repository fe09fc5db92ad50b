import { required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { LabelledPerson } from '../../contract/training.ts';
import { formatPersonRow, parsePersonId } from '../../contract/person-id.ts';
import { type LabelledFaceRow, listLabelledFaces } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPerson } from '../../db/people.ts';
import { getVectors } from '../../db/vectors.ts';
import { presentPath } from '../files/photo-files.ts';

/**
 * Minimum quality of a labelled face. It is lower than the bound of low quality in grouping: the label is certain,
 * and a network learns from weak faces.
 */
const leastUsableQuality = 0.05;

/** A labelled face with its vector of the model in force. */
export interface LabelledFace extends LabelledFaceRow {
  vector: Float32Array;
}

/** A person to be learned. */
export interface Learnable {
  /** Row of `people`. */
  personId: number;
  name: string;
  /** Usable faces, one a photo. */
  faces: LabelledFace[];
  /** Number of faces left out: too small, blurred or turned away. */
  poor: LabelledFaceRow[];
}

/**
 * The labelled people with their usable faces. Hidden people, dismissed faces and faces without a present photo are
 * left out.
 * @param modelId id of the model in force
 * @param people rows of `people`; null for everybody with a name
 * @returns people with most usable faces first; people without any are left out
 */
export async function listLearnable(
  db: ReadableDb,
  modelId: string,
  people: ReadonlySet<number> | null,
): Promise<Learnable[]> {
  const rows = listLabelledFaces(db).filter(({ personId }) => people === null || people.has(personId));
  const vectors = new Map(
    getVectors(
      db,
      modelId,
      rows.map(({ faceId }) => faceId),
    ).map(({ faceId, vector }) => [faceId, vector]),
  );
  // People may be merged while files are checked.
  const names = new Map(
    rows.map(({ personId }) => [personId, required(required(getPerson(db, personId)).name)]),
  );
  const present = await presentPhotos(db, new Set(rows.map(({ photoId }) => photoId)));
  const learnable: Learnable[] = [];
  for (const [personId, theirs] of Map.groupBy(rows, (row) => row.personId)) {
    const faces = new Map<number, LabelledFace>();
    const poor: LabelledFaceRow[] = [];
    for (const row of theirs) {
      const vector = vectors.get(row.faceId);
      if (!vector || !present.has(row.photoId)) continue;
      if (row.quality !== null && row.quality < leastUsableQuality) poor.push(row);
      else if (row.prominence > (faces.get(row.photoId)?.prominence ?? 0))
        faces.set(row.photoId, { ...row, vector });
    }
    if (faces.size + poor.length === 0) continue;
    learnable.push({ personId, name: required(names.get(personId)), faces: [...faces.values()], poor });
  }
  return learnable.sort((a, b) => b.faces.length - a.faces.length || a.personId - b.personId);
}

/** The photos of which a file is present and unchanged. */
export async function presentPhotos(db: ReadableDb, photoIds: Iterable<number>): Promise<Set<number>> {
  const present = new Set<number>();
  for (const photoId of photoIds) {
    if ((await presentPath(db, photoId)) !== undefined) present.add(photoId);
  }
  return present;
}

/**
 * Resolves public person ids to rows of `people`.
 * @throws FamiliarError `not-found` for somebody who is not there or has no name
 */
export function peopleRows(db: ReadableDb, ids: readonly string[] | null): Set<number> | null {
  if (ids === null) return null;
  return new Set(
    ids.map((id) => {
      const number = parsePersonId(id).row;
      const row = number === null ? undefined : getPerson(db, number);
      if (!row?.name) throw new FamiliarError('not-found', `there is nobody with a name under ${id}`);
      return row.id;
    }),
  );
}

/**
 * Description of a person to be learned.
 * @param counts true if the person has enough faces
 */
export function describeLearnable(db: ReadableDb, person: Learnable, counts: boolean): LabelledPerson {
  const { personId, name, faces, poor } = person;
  const all = [...faces, ...poor];
  const chosen = getPerson(db, personId)?.coverFaceId ?? null;
  const best = all.reduce((one, other) => (other.prominence > one.prominence ? other : one));
  const cover = all.find(({ faceId }) => faceId === chosen) ?? best;
  return {
    id: formatPersonRow(personId),
    name,
    cover: cover.faceId,
    faces: faces.length,
    poor: poor.length,
    counts,
  };
}
