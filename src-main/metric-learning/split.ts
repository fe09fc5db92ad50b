import { elementAt, required } from '../common/elements.ts';
import { seededRandom, shuffled } from '../common/random.ts';
import { FamiliarError } from '../contract/errors.ts';
import { leastFaces } from '../contract/training.ts';

/** A face that training could use. */
export interface SplitFace {
  /** Its person's or its cluster's number; of no meaning for nameless ones. */
  person: number;
  /** Source of the face's label: named by the user, grouped by the library, or neither. */
  known: 'labelled' | 'grouped' | 'nameless';
  /** Faces with the same number are never on two sides: of one photo, or near-duplicates (near-duplicates.ts). */
  group: number;
}

/**
 * The role of a face:
 * - `train`: seen by training.
 * - `validation`: other photos of the same people, for the live curve and for keeping the best weights.
 * - `held-out`: yet other photos of the same people, for the report and for promotion alone.
 * - `stranger`: people none of whose faces training sees, for the report and for promotion alone.
 * - `library`: nobody in particular, as negatives and for distillation.
 * - `unused`: too few of a person, or next to a face of another side.
 */
export type Role = 'train' | 'validation' | 'held-out' | 'stranger' | 'library' | 'unused';

/** People who count that a run needs. */
export const leastPeople = 2;
/** Number of people from which on a part of them are strangers. */
const peopleToSpare = 10;
const strangerPart = 1 / 5;
const mostStrangers = 100;
/** Part of the grouped people who are strangers, and how many of them there are at most. */
const groupedStrangerPart = 1 / 2;
const mostGroupedStrangers = 200;
/** Parts of a person's faces, and the least that make a pair. */
const validationPart = 0.18;
const heldOutPart = 0.22;
const leastToPair = 2;
/** Groups of faces from which on a person has some for validation. */
const facesToValidate = 8;

/**
 * Deals faces out to their roles, by lot, the same for the same seed.
 *
 * A person's faces are counted in groups, near-duplicates and faces of one photo for one. With 8 groups and more,
 * 22 % are held out and 18 % validate, at least two each, so that they make a pair; the others train. One with 4 to 7
 * has two held out and none to validate. One with fewer does not count, and is left out.
 * A photo of several people goes to the side that most of them need, so those numbers are then what is aimed at.
 *
 * With 10 people who count and more, a fifth of them, at most 100, are strangers. So are half of the grouped people with
 * two faces and more, at most 200; all other nameless faces are of the library, but for those that share a group with
 * a face of another side than training.
 * @returns a role for each face
 * @throws FamiliarError `too-few-people` where fewer than two are labelled, `too-few-faces` where fewer than two of
 * them have four faces
 */
export function splitFaces(faces: readonly SplitFace[], seed: number): Role[] {
  const random = seededRandom(seed);
  const counted = countedPeople(faces);
  const spared =
    counted.length < peopleToSpare ? 0 : Math.min(mostStrangers, Math.floor(counted.length * strangerPart));
  const drawn = shuffled(counted, random);
  const strangers = new Set(drawn.slice(0, spared));
  const learned = new Set(drawn.slice(spared));
  const groupedStrangers = drawGroupedStrangers(faces, random);

  const sides = sidesOf(faces, learned, random);
  const keptApart = new Set<number>();
  const roles = faces.map(({ person, known, group }): Role => {
    let role: Role = 'library';
    if (known === 'labelled') {
      role = strangers.has(person) ? 'stranger' : learned.has(person) ? required(sides.get(group)) : 'unused';
    } else if (known === 'grouped' && groupedStrangers.has(person)) role = 'stranger';
    if (role === 'stranger' || role === 'validation' || role === 'held-out') keptApart.add(group);
    return role;
  });
  return roles.map((role, face) =>
    role === 'library' && keptApart.has(elementAt(faces, face).group) ? 'unused' : role,
  );
}

/** Labelled people with enough faces, by number. */
function countedPeople(faces: readonly SplitFace[]): number[] {
  const groups = groupsByPerson(faces, 'labelled');
  if (groups.size < leastPeople) {
    throw new FamiliarError(
      'too-few-people',
      `${leastPeople} people must be labelled, there are ${groups.size}`,
    );
  }
  const counted = [...groups].filter(([, own]) => own.size >= leastFaces).map(([person]) => person);
  if (counted.length < leastPeople) {
    throw new FamiliarError(
      'too-few-faces',
      `${leastPeople} people must have ${leastFaces} labelled photos each, ${counted.length} do`,
    );
  }
  return counted.sort((a, b) => a - b);
}

function drawGroupedStrangers(faces: readonly SplitFace[], random: () => number): Set<number> {
  const groups = groupsByPerson(faces, 'grouped');
  const several = [...groups].filter(([, own]) => own.size > 1).map(([person]) => person);
  const drawn = shuffled(
    several.sort((a, b) => a - b),
    random,
  );
  return new Set(
    drawn.slice(0, Math.min(mostGroupedStrangers, Math.floor(several.length * groupedStrangerPart))),
  );
}

function groupsByPerson(faces: readonly SplitFace[], known: SplitFace['known']): Map<number, Set<number>> {
  const groups = new Map<number, Set<number>>();
  for (const face of faces) {
    if (face.known !== known) continue;
    const own = groups.get(face.person) ?? new Set();
    groups.set(face.person, own.add(face.group));
  }
  return groups;
}

const sides = ['train', 'held-out', 'validation'] as const;
type Side = (typeof sides)[number];

/** Number of groups that a person still needs on each side. */
type Needs = Record<Side, number>;

function needsOf(groups: number): Needs {
  const heldOut = Math.max(leastToPair, Math.round(heldOutPart * groups));
  const validation =
    groups < facesToValidate ? 0 : Math.max(leastToPair, Math.round(validationPart * groups));
  return { 'held-out': heldOut, validation, train: groups - heldOut - validation };
}

/** The side of each group with faces of people to learn: groups of several people first, while there is a choice. */
function sidesOf(
  faces: readonly SplitFace[],
  learned: ReadonlySet<number>,
  random: () => number,
): Map<number, Side> {
  const people = new Map<number, Set<number>>();
  for (const { person, known, group } of faces) {
    if (known !== 'labelled' || !learned.has(person)) continue;
    people.set(group, (people.get(group) ?? new Set()).add(person));
  }
  const sizes = new Map<number, number>();
  for (const own of people.values())
    for (const person of own) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  const needs = new Map([...sizes].map(([person, size]) => [person, needsOf(size)]));
  const order = shuffled(
    [...people.keys()].sort((a, b) => a - b),
    random,
  ).sort((a, b) => required(people.get(b)).size - required(people.get(a)).size);
  return new Map(
    order.map((group) => {
      const own = [...required(people.get(group))].map((person) => required(needs.get(person)));
      const side = mostNeeded(own);
      for (const need of own) need[side]--;
      return [group, side];
    }),
  );
}

/** The side that the people of a group lack most, relative to what they still lack in all. */
function mostNeeded(own: readonly Needs[]): Side {
  const lack = (side: Side) => own.reduce((sum, need) => sum + need[side] / total(need), 0);
  return sides.reduce((a, b) => (lack(b) > lack(a) ? b : a));
}

const total = (need: Needs): number => sides.reduce((sum, side) => sum + need[side], 0);
