import { embeddingDimension as dimension } from '../common/vectors.ts';
import { distanceOf } from './neighbours.ts';
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

/**
 * Identification by nearest neighbours, each face asked for among all others (leave one out). People are ranked
 * by their nearest face. In the open set, half of the people, drawn by lot, are not known: only faces of the
 * others are searched (Grother and Ngan, NIST IR 8009, section 3: DIR and FPIR).
 */
export function evaluateIdentification(faces: LabelledFaces, seed: number): IdentificationFigures {
  const { people } = faces;
  const sizes = sizesOf(people);
  const everybody = [...sizes.keys()];
  const all = [...people.keys()];
  const probes = all.filter((face) => sizes.get(people[face])! > 1);
  const ranks = probes.map((probe) => rankOf(people[probe], distancesToPeople(faces, probe, all)));
  const part = (rank: number) => ratio(ranks.filter((r) => r <= rank).length, probes.length);
  return {
    faces: people.length,
    people: everybody.length,
    probes: probes.length,
    rank1: part(1),
    rank5: part(5),
    openSet: evaluateOpenSet(faces, everybody, probes, seed),
  };
}

function evaluateOpenSet(
  faces: LabelledFaces,
  everybody: readonly number[],
  probes: readonly number[],
  seed: number,
): OpenSetFigures {
  const { people } = faces;
  const drawn = shuffled(everybody, seededRandom(seed));
  const known = new Set(drawn.slice(0, Math.ceil(drawn.length / 2)));
  const all = [...people.keys()];
  const gallery = all.filter((face) => known.has(people[face]));
  const strangers = all.filter((face) => !known.has(people[face]));
  const nearest = (probe: number) => nearestOf(distancesToPeople(faces, probe, gallery));

  const distance = limitFor(strangers.map((face) => nearest(face).distance));
  const mated = probes.filter((face) => known.has(people[face]));
  const identified = mated.filter((face) => {
    const found = nearest(face);
    return found.person === people[face] && found.distance < distance;
  });
  return {
    seed,
    known: known.size,
    unknown: everybody.length - known.size,
    mated: mated.length,
    nonMated: strangers.length,
    fpir: reportedFpir,
    distance,
    dir: ratio(identified.length, mated.length),
  };
}

/** Distance to each person of the gallery, by their nearest face that is not the probe itself. */
function distancesToPeople({ vectors, people }: LabelledFaces, probe: number, gallery: readonly number[]) {
  const distances = new Map<number, number>();
  for (const face of gallery) {
    if (face === probe) continue;
    const distance = distanceOf(vectors, dimension, probe, face);
    if (distance < (distances.get(people[face]) ?? Infinity)) distances.set(people[face], distance);
  }
  return distances;
}

/** 1 where nobody is nearer; people as near as the person asked for do not push that one back. */
function rankOf(person: number, distances: ReadonlyMap<number, number>): number {
  const own = distances.get(person)!;
  return 1 + [...distances.values()].filter((distance) => distance < own).length;
}

function nearestOf(distances: ReadonlyMap<number, number>): { person: number | null; distance: number } {
  let nearest: { person: number | null; distance: number } = { person: null, distance: Infinity };
  for (const [person, distance] of distances) {
    if (distance < nearest.distance) nearest = { person, distance };
  }
  return nearest;
}

/** The largest bound that lets at most the reported part of the strangers below it; 2 where any does. */
function limitFor(strangers: readonly number[]): number {
  const accepted = Math.floor(reportedFpir * strangers.length);
  const sorted = strangers.toSorted((a, b) => a - b);
  return Math.min(sorted[accepted] ?? maxDistance, maxDistance);
}

function sizesOf(people: Uint32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return sizes;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
