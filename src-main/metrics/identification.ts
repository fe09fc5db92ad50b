import { required } from '../common/elements.ts';
import { numberAt, uint32At } from '../common/typed-arrays.ts';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import { distanceOf } from './pair-distance.ts';
import { seededRandom, shuffled } from '../common/random.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { allowedWeight, isAcceptedAtRate, nearestRejected } from './validation-rate.ts';

/** False-positive identification rate at which the open-set rate is reported. */
const reportedFpir = 0.01;
/** Greatest distance of two unit vectors. */
const maxDistance = 2;

export interface IdentificationFigures {
  faces: number;
  people: number;
  /** Number of probes, which are the faces whose person has another one. */
  probes: number;
  /** Part of the probes whose person is the nearest one, 0 to 1. */
  rank1: number;
  /** Part of the probes whose person is among the five nearest, 0 to 1. */
  rank5: number;
  openSet: OpenSetFigures;
}

export interface OpenSetFigures {
  /** Seed of the draw of the known people. */
  seed: number;
  /** Numbers of people who are known, and who are not. */
  known: number;
  unknown: number;
  /** Numbers of probes of known people with another face, and of people who are not known. */
  mated: number;
  nonMated: number;
  /** False-positive identification rate: allowed part of the probes of unknown people that are taken for somebody. */
  fpir: number;
  /** Probes nearer to somebody than this are taken for that person; the largest such distance that keeps to `fpir`. */
  distance: number;
  /** Detection and identification rate: part of the mated probes whose nearest face is their person's and accepted. */
  dir: number;
}

/** A face that is identified among all others, and the matches found. */
export interface Probe {
  /** Index into the faces. */
  face: number;
  /** 1 plus the number of people who are nearer than the probe's own. */
  rank: number;
  /** The nearest face of its own person, and the nearest of anybody else; null where there is nobody else. */
  own: Match;
  other: Match | null;
}

/** A face of a gallery and its distance to the probe. */
export interface Match {
  face: number;
  distance: number;
}

export interface IdentificationResult extends IdentificationFigures {
  probed: Probe[];
  /** Open set: distance of each face of an unknown person to the nearest known person, ascending. */
  strangers: number[];
  /** Faces of `strangers`, in the same order. */
  strangerFaces: number[];
  /** Open set: each mated probe with the distance of its nearest face, and `right` where that face is of its person. */
  mated: { face: number; distance: number; right: boolean }[];
}

/**
 * Evaluates identification by nearest neighbours: each face is identified among all others (leave one out), and people
 * are ranked by their nearest face. In the open set a half of the people, drawn at random, is unknown, and only faces of
 * the other half are searched (Grother and Ngan, NIST IR 8009, section 3: DIR and FPIR).
 */
export function evaluateIdentification(faces: LabelledFaces, seed: number): IdentificationResult {
  const { people } = faces;
  const sizes = sizesOf(people);
  const everybody = [...sizes.keys()];
  const all = [...people.keys()];
  const probes = all.filter((face) => required(sizes.get(uint32At(people, face))) > 1);
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
  const gallery = all.filter((face) => known.has(uint32At(people, face)));
  const unknown = all.filter((face) => !known.has(uint32At(people, face)));
  const nearest = (face: number) => nearestOf(nearestFaces(faces, face, gallery));

  const asked = unknown.map((face) => ({ face, distance: nearest(face).distance }));
  asked.sort((a, b) => a.distance - b.distance);
  const strangers = asked.map(({ distance }) => distance);
  const distance = limitFor(strangers, reportedFpir);
  const mated = probes
    .filter((face) => known.has(uint32At(people, face)))
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

/** Detection and identification rate where faces nearer than `distance` are accepted. */
export const identificationRate = (mated: IdentificationResult['mated'], distance: number): number =>
  ratio(mated.filter((face) => face.right && isAcceptedAtRate(face.distance, distance)).length, mated.length);

/** The nearest face of each person of the gallery, leaving out the face itself. */
function nearestFaces({ vectors, people }: LabelledFaces, face: number, gallery: readonly number[]) {
  const nearest = new Map<number, Match>();
  for (const other of gallery) {
    if (other === face) continue;
    const distance = distanceOf(vectors, dimension, face, other);
    if (distance < (nearest.get(uint32At(people, other))?.distance ?? Infinity)) {
      nearest.set(uint32At(people, other), { face: other, distance });
    }
  }
  return nearest;
}

/** Ranks a probe's person. People who are as near as that person do not lower the rank. */
function probe(people: Uint32Array, face: number, nearest: ReadonlyMap<number, Match>): Probe {
  const own = required(nearest.get(uint32At(people, face)));
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
 * Distance from which faces are rejected so that at most a part of the strangers is accepted; 2 where all may be.
 * @param strangers distances of strangers to the nearest known person, ascending
 */
export const limitFor = (strangers: readonly number[], part: number): number =>
  Math.min(nearestRejected(strangers, allowedWeight(part, strangers.length)) ?? maxDistance, maxDistance);

/**
 * Evaluates DIR at an FPIR with a multiplicity of each face, as a bootstrap needs it.
 * @param counts multiplicity of each face
 * @returns null where no face of a known person with another one counts
 */
export function openSetRate(
  { strangers, strangerFaces, mated }: IdentificationResult,
  fpir: number,
  counts: ArrayLike<number>,
): number | null {
  const asked = strangerFaces.reduce((sum, face) => sum + numberAt(counts, face), 0);
  const rejected = nearestRejected(strangers, allowedWeight(fpir, asked), (i) =>
    numberAt(counts, numberAt(strangerFaces, i)),
  );
  const limit = Math.min(rejected ?? maxDistance, maxDistance);
  let [right, all] = [0, 0];
  for (const { face, distance, right: isRight } of mated) {
    all += numberAt(counts, face);
    if (isRight && isAcceptedAtRate(distance, limit)) right += numberAt(counts, face);
  }
  return all === 0 ? null : right / all;
}

function sizesOf(people: Uint32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return sizes;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
