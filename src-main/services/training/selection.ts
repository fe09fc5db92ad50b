import { required } from '../../common/elements.ts';
import { int32At, uint32At } from '../../common/typed-arrays.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { unitDistance } from '../../common/vectors.ts';
import { leastFaces } from '../../contract/training.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { duplicateGroups } from '../../metric-learning/near-duplicates.ts';
import type { SplitFace } from '../../metric-learning/split.ts';
import { isHidden, publicId } from '../people/people.ts';
import type { View } from '../people/view.ts';
import type { ChipHashes } from './chip-hashes.ts';
import { type Learnable, listLearnable, presentPhotos } from './labelled-faces.ts';

/** Bounds of a run. A face's chips are 135 kB while it trains. */
const mostLabelledFaces = 4000;
const leastCap = 8;
const mostGrouped = 400;
const facesPerGroup = 3;
const mostNameless = 800;

/** A face usable in a run. */
export interface SelectedFace {
  faceId: number;
  photoId: number;
  /** Public id of its person; null for a face in no group. */
  person: string | null;
  known: SplitFace['known'];
  /** Vector of the model in force. */
  vector: Float32Array;
}

export interface Selection {
  /** The requested people, those with most faces first. */
  people: Learnable[];
  /** Usable faces, by id. */
  faces: SelectedFace[];
  /** Near-duplicate group of each face: equal numbers stay on one side of the split. */
  groups: Int32Array;
}

/**
 * The faces usable in a run: labelled people, nameless groups, and nameless single faces. Hidden people, dismissed
 * faces, and faces without a present photo are never used. Above the run's bound, faces are drawn at random.
 * @param view the library grouped at `distance`; a single face as near to a labelled one counts as that person's
 * @param people rows of `people`; null for everybody with a name
 */
export async function selectFaces(
  db: ReadableDb,
  view: View,
  people: ReadonlySet<number> | null,
  { distance, seed, hashes }: { distance: number; seed: number; hashes: ChipHashes },
): Promise<Selection> {
  const random = seededRandom(seed);
  const learnable = await listLearnable(db, view.modelId, people);
  const cap = Math.max(leastCap, Math.floor(mostLabelledFaces / Math.max(1, learnable.length)));
  const labelled = learnable.flatMap(({ personId, faces }) =>
    shuffled(faces, random)
      .slice(0, cap)
      .map(({ faceId, photoId, vector }): SelectedFace => {
        return { faceId, photoId, person: formatPersonRow(personId), known: 'labelled', vector };
      }),
  );
  const others = await selectOthers(db, view, random);
  const strangers = others.filter(
    ({ known, vector }) => known === 'grouped' || isFar(vector, labelled, distance),
  );
  const faces = [...labelled, ...strangers].sort((a, b) => a.faceId - b.faceId);
  const photos = faces.map(({ photoId }) => photoId);
  const ids = faces.map(({ faceId }) => faceId);
  return { people: learnable, faces, groups: duplicateGroups(photos, await hashes.of(db, ids)) };
}

/** Rows of `people` with enough faces to learn, near-duplicates counted once. */
export function countedPeople({ faces, groups }: Selection): Set<string> {
  const own = new Map<string, Set<number>>();
  faces.forEach(({ known, person }, i) => {
    if (known !== 'labelled') return;
    own.set(required(person), (own.get(required(person)) ?? new Set()).add(int32At(groups, i)));
  });
  return new Set([...own].filter(([, theirs]) => theirs.size >= leastFaces).map(([person]) => person));
}

/** The faces in the form of the split. */
export function asSplitFaces({ faces, groups }: Selection): SplitFace[] {
  const numbers = new Map<string, number>();
  return faces.map(({ person, known }, i) => {
    const key = person ?? '';
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return { person: required(numbers.get(key)), known, group: int32At(groups, i) };
  });
}

/** Faces of nameless groups and nameless single faces, without low-quality ones, whose photos are present. */
async function selectOthers(db: ReadableDb, view: View, random: () => number): Promise<SelectedFace[]> {
  const { groups, linked, known } = view;
  const grouped: number[] = [];
  const single: number[] = [];
  for (let group = 0; group < groups.count; group++) {
    const person = known.get(groups.personOf(group) ?? 0);
    if (person?.name || isHidden(groups, group, known)) continue;
    if (groups.sizeOf(group) > 1) grouped.push(group);
    else if (!groups.isLeftOut(group)) single.push(group);
  }
  const { faceIds, photos } = linked.faces.columns;
  const chosen = [
    ...shuffled(grouped, random).slice(0, mostGrouped),
    ...shuffled(single, random).slice(0, mostNameless),
  ].flatMap((number) => {
    const group = groups.get(number);
    const isGroup = group.members.length > 1;
    const points = shuffled([...group.members], random).slice(0, facesPerGroup);
    const person = isGroup ? publicId(view, group) : null;
    return points.map((point) => ({
      faceId: uint32At(faceIds, point),
      photoId: uint32At(photos, point),
      person,
    }));
  });
  const present = await presentPhotos(db, new Set(chosen.map(({ photoId }) => photoId)));
  const ids = chosen.map(({ faceId }) => faceId);
  const vectors = new Map(getVectors(db, view.modelId, ids).map(({ faceId, vector }) => [faceId, vector]));
  return chosen.flatMap(({ faceId, photoId, person }): SelectedFace[] => {
    const vector = vectors.get(faceId);
    if (!vector || !present.has(photoId)) return [];
    return [{ faceId, photoId, person, known: person === null ? 'nameless' : 'grouped', vector }];
  });
}

const isFar = (vector: Float32Array, labelled: readonly SelectedFace[], distance: number): boolean =>
  labelled.every((face) => unitDistance(vector, face.vector) > distance);
