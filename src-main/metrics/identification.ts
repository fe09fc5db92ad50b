import { embeddingDimension as dimension } from '../common/vectors.ts';
import { distanceOf } from './pair-distance.ts';
import { seededRandom, shuffled } from '../common/random.ts';
import type { LabelledFaces } from './labelled-faces.ts';

/** False-positive identification rate at which the open-set rate is told. */
const reportedFpir = 0.01;
/** Of two unit vectors. */
const maxDistance = 2;

export interface IdentificationFigures {
  faces: number;
  people: number;
  /** Faces asked for: those whose person has another one. */
  probes: number;
  /** Probes whose person is the nearest one, 0 to 1. */
  rank1: number;
  /** Probes whose person is among the five nearest, 0 to 1. */
  rank5: number;
  openSet: OpenSetFigures;
}

export interface OpenSetFigures {
  /** Of the draw of the people who are known. */
  seed: number;
  /** How many people are known, and how many are not. */
  known: number;
  unknown: number;
  /** Probes of known people with another face, and probes of people not known. */
  mated: number;
  nonMated: number;
  /** False-positive identification rate asked for: probes of people not known that are taken for somebody. */
  fpir: number;
  /** Probes nearer to somebody than this are taken for that person; the largest that keeps to `fpir`. */
  distance: number;
  /** Detection and identification rate: mated probes whose nearest face is their person's and near enough. */
  dir: number;
}

/** What was found for one face that was asked for. */
export interface Probe {
  /** Its place among the faces. */
  face: number;
  /** From 1: how many people are nearer than its own, and one. */
  rank: number;
  /** The nearest face of its own person, and the nearest of anybody else; null where there is nobody else. */
  own: Match;
  other: Match | null;
}

/** A face of a gallery and its distance to the one that is asked for. */
export interface Match {
  face: number;
  distance: number;
}

export interface IdentificationResult extends IdentificationFigures {
  probed: Probe[];
  /** What the open set rests on: how near somebody known is to each face of a person who is not, ascending. */
  strangers: number[];
  /** Those faces, in the same order. */
  strangerFaces: number[];
  /** And of each face of a known person with another one, how near whom it is taken for is, and whether rightly. */
  mated: { face: number; distance: number; right: boolean }[];
}

/**
 * Identification by nearest neighbours, each face asked for among all others (leave one out). People are ranked
 * by their nearest face. In the open set, half of the people, drawn by lot, are not known: only faces of the
 * others are searched (Grother and Ngan, NIST IR 8009, section 3: DIR and FPIR).
 */
export function evaluateIdentification(faces: LabelledFaces, seed: number): IdentificationResult {
  const { people } = faces;
  const sizes = sizesOf(people);
  const everybody = [...sizes.keys()];
  const all = [...people.keys()];
  const probes = all.filter((face) => sizes.get(people[face])! > 1);
  const probed = probes.map((face) => probe(people, face, nearestFaces(faces, face, all)));
  const part = (rank: number) => ratio(probed.filter((p) => p.rank <= rank).length, probes.length);
  return {
    faces: people.length,
    people: everybody.length,
    probes: probes.length,
    rank1: part(1),
    rank5: part(5),
    ...evaluateOpenSet(faces, everybody, probes, seed),
    probed,
  };
}

function evaluateOpenSet(
  faces: LabelledFaces,
  everybody: readonly number[],
  probes: readonly number[],
  seed: number,
): Pick<IdentificationResult, 'openSet' | 'strangers' | 'strangerFaces' | 'mated'> {
  const { people } = faces;
  const drawn = shuffled(everybody, seededRandom(seed));
  const known = new Set(drawn.slice(0, Math.ceil(drawn.length / 2)));
  const all = [...people.keys()];
  const gallery = all.filter((face) => known.has(people[face]));
  const unknown = all.filter((face) => !known.has(people[face]));
  const nearest = (face: number) => nearestOf(nearestFaces(faces, face, gallery));

  const asked = unknown.map((face) => ({ face, distance: nearest(face).distance }));
  asked.sort((a, b) => a.distance - b.distance);
  const strangers = asked.map(({ distance }) => distance);
  const distance = limitFor(strangers, reportedFpir);
  const mated = probes
    .filter((face) => known.has(people[face]))
    .map((face) => {
      const found = nearest(face);
      return { face, distance: found.distance, right: found.person === people[face] };
    });
  const openSet = {
    seed,
    known: known.size,
    unknown: everybody.length - known.size,
    mated: mated.length,
    nonMated: strangers.length,
    fpir: reportedFpir,
    distance,
    dir: identificationRate(mated, distance),
  };
  return { openSet, strangers, strangerFaces: asked.map(({ face }) => face), mated };
}

/** Detection and identification rate where faces nearer than `distance` are taken for somebody. */
export const identificationRate = (mated: IdentificationResult['mated'], distance: number): number =>
  ratio(mated.filter((face) => face.right && face.distance < distance).length, mated.length);

/** The nearest face of each person of the gallery, leaving out the face itself. */
function nearestFaces({ vectors, people }: LabelledFaces, face: number, gallery: readonly number[]) {
  const nearest = new Map<number, Match>();
  for (const other of gallery) {
    if (other === face) continue;
    const distance = distanceOf(vectors, dimension, face, other);
    if (distance < (nearest.get(people[other])?.distance ?? Infinity)) {
      nearest.set(people[other], { face: other, distance });
    }
  }
  return nearest;
}

/** The rank is 1 where nobody is nearer; people as near as the person asked for do not push that one back. */
function probe(people: Uint32Array, face: number, nearest: ReadonlyMap<number, Match>): Probe {
  const own = nearest.get(people[face])!;
  let rank = 1;
  let other: Match | null = null;
  for (const [person, match] of nearest) {
    if (person === people[face]) continue;
    if (match.distance < own.distance) rank++;
    if (match.distance < (other?.distance ?? Infinity)) other = match;
  }
  return { face, rank, own, other };
}

function nearestOf(matches: ReadonlyMap<number, Match>): { person: number | null; distance: number } {
  let nearest: { person: number | null; distance: number } = { person: null, distance: Infinity };
  for (const [person, { distance }] of matches) {
    if (distance < nearest.distance) nearest = { person, distance };
  }
  return nearest;
}

/**
 * The largest bound that lets at most this part of the strangers below it; 2 where any does.
 * @param strangers ascending
 */
export function limitFor(strangers: readonly number[], part: number): number {
  const accepted = Math.floor(part * strangers.length);
  return Math.min(strangers[accepted] ?? maxDistance, maxDistance);
}

/**
 * DIR at an FPIR where faces count differently, as a bootstrap has it.
 * @param counts how often each face counts
 * @returns null where no face of a known person with another one counts
 */
export function openSetRate(
  { strangers, strangerFaces, mated }: IdentificationResult,
  fpir: number,
  counts: ArrayLike<number>,
): number | null {
  const asked = strangerFaces.reduce((sum, face) => sum + counts[face], 0);
  const accepted = Math.floor(fpir * asked);
  let passed = 0;
  const first = strangerFaces.findIndex((face) => (passed += counts[face]) > accepted);
  const limit = first < 0 ? maxDistance : Math.min(strangers[first], maxDistance);
  let [right, all] = [0, 0];
  for (const { face, distance, right: isRight } of mated) {
    all += counts[face];
    if (isRight && distance < limit) right += counts[face];
  }
  return all === 0 ? null : right / all;
}

function sizesOf(people: Uint32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return sizes;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
