import { elementAt, required } from '../../common/elements.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { duplicateGroups } from '../../metric-learning/near-duplicates.ts';
import { leastFaces } from '../../contract/training.ts';
import { leastPeople } from '../../metric-learning/split.ts';
import { cropFaces, type CropSource, type FaceCrop } from '../recognition/face-crops.ts';
import { listPersonFolders } from '../../photos/person-folders.ts';

export type PersonCrop = FaceCrop & { person: number };

/** Faces for training from random weights. */
export interface ScratchFaces {
  /** Numbers of people to learn, and of strangers. */
  people: { learnt: number; strangers: number };
  train: PersonCrop[];
  /** Other photos of the same people. */
  heldOut: PersonCrop[];
  /** People none of whose photos is learnt. */
  strangers: PersonCrop[];
  /** Paths of photos without a face. */
  missed: string[];
}

/** Part of a person's photos that is held out. */
const heldOutPart = 1 / 4;
const leastHeldOut = 2;
/** Number of strangers for each learned person. */
const strangersEach = 1 / 2;
/** Greatest number of photos of a stranger; with more, the pairs of a few people would dominate. */
const photosOfStranger = 4;

/**
 * Selects the people with most photos, and half as many that follow as strangers, and holds out a quarter of each learned
 * person's photos at random, near-duplicates on one side.
 * @param images directory with a folder of photos for each person
 * @param most greatest numbers of people to learn, and of photos of each
 * @param side side of the crops in pixels
 * @throws FamiliarError `path-missing`, `too-few-people`, or as {@link cropFaces}
 */
export async function scratchFaces(
  images: string,
  most: { people: number; photos: number },
  side: number,
  seed: number,
  source: CropSource,
): Promise<ScratchFaces> {
  const folders = (await listPersonFolders(images)).toSorted((a, b) => b.paths.length - a.paths.length);
  const learnt = folders.slice(0, most.people).filter(({ paths }) => paths.length >= leastFaces);
  if (learnt.length < leastPeople) {
    throw new FamiliarError(
      'too-few-people',
      `${images} has not ${leastPeople} people of ${leastFaces} photos`,
    );
  }
  const strangers = folders
    .slice(most.people, Math.round((1 + strangersEach) * most.people))
    .filter(({ paths }) => paths.length > 1);
  const chosen = [
    ...learnt.map(({ paths }) => paths.slice(0, most.photos)),
    ...strangers.map(({ paths }) => paths.slice(0, photosOfStranger)),
  ];
  const owners = new Map(chosen.flatMap((paths, person) => paths.map((path) => [path, person])));
  const { crops, missed } = await cropFaces([...owners.keys()], side, source);
  const faces = crops.map((crop) => ({ ...crop, person: required(owners.get(crop.path)) }));
  const known = faces.filter(({ person }) => person < learnt.length);
  const heldOut = holdOut(known, seed);
  return {
    people: { learnt: learnt.length, strangers: strangers.length },
    train: known.filter((_, i) => !heldOut.has(i)),
    heldOut: known.filter((_, i) => heldOut.has(i)),
    strangers: faces.filter(({ person }) => person >= learnt.length),
    missed,
  };
}

/** Selects the indices of the held-out faces. */
function holdOut(faces: readonly PersonCrop[], seed: number): Set<number> {
  const random = seededRandom(seed);
  const groups = duplicateGroups(
    faces.map((_, i) => i),
    faces.map(({ hash }) => hash),
  );
  const people = Map.groupBy(faces.keys(), (face) => elementAt(faces, face).person);
  const out = new Set<number>();
  for (const own of people.values()) {
    const photos = new Set(own.map((face) => groups[face]));
    const count = Math.max(leastHeldOut, Math.round(heldOutPart * photos.size));
    const drawn = new Set(shuffled([...photos], random).slice(0, count));
    for (const face of faces.keys()) if (drawn.has(groups[face])) out.add(face);
  }
  return out;
}
