import { int32At, numberAt } from '../../common/typed-arrays.ts';
import { elementAt, required } from '../../common/elements.ts';
import { findBestCut } from '../../clustering/best-cut.ts';
import { clustersAt, type Dendrogram } from '../../clustering/dendrogram.ts';
import { type Measure, tunedBetween } from '../../clustering/measure.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { type AlbumFaces, type AlbumPhoto, facesOf, type RecognisedSet } from '../datasets/album-sets.ts';
import { whisper } from '../baselines/chinese-whispers.ts';
import { type Scores, scoreClusters } from '../../metrics/clustering-scores.ts';
import { dbscan } from '../baselines/dbscan.ts';
import { answersNeeded, answersWithLinkage } from './effort.ts';
import { infomap, type WeightedEdge } from '../baselines/infomap.ts';
import { linkVectors } from '../../metrics/link-vectors.ts';
import { findNeighbours, type Neighbours } from '../baselines/neighbours.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';

/**
 * Settings for grouping a library: its model's linkage measure, and the distance where the library cannot choose one.
 */
export interface AlbumGrouping {
  /** Model of the vectors. */
  modelId: string;
  measure: Measure;
  usual: number;
}

/** Results of grouping one set. */
export interface AlbumFigures {
  name: string;
  /** Numbers of central faces, and of their people. */
  faces: number;
  people: number;
  /** Number of photos without a face. */
  missed: number;
  /**
   * Result at the distance that a library of these photos chooses; `groups` is the number of groups shown for each
   * person.
   */
  start: { distance: number; bcubed: Scores; groups: number };
  best: { distance: number; bcubed: Scores };
  baselines: Record<'chinese-whispers' | 'dbscan' | 'infomap', { distance: number; bcubed: Scores }>;
  /**
   * Number of answers until {@link enoughNamed} of the faces have the right name, with our groups and those of
   * whispers.
   */
  effort: number;
  effortOfWhispers: number;
}

export interface AlbumReport {
  sets: AlbumFigures[];
  mixed: AlbumFigures;
}

/** Step between tried distances. */
const step = 0.01;
/** DBSCAN's smallest core, see sweep.ts. */
const minPoints = 2;
const seed = 1;
/** Number of nearest neighbours of each face in the graph for Infomap; from 10 to 80 it makes little difference. */
const walked = 50;
/** Part of the people who have all their photos in the mixed library; the others have at most {@link fewPhotos}. */
const manyPhotosPart = 0.25;
const fewPhotos = 3;

/** Evaluates grouping on each set alone, and on all of them mixed into one library. */
export function evaluateAlbums(sets: readonly RecognisedSet[], grouping: AlbumGrouping): AlbumReport {
  const filled = sets.filter(({ photos }) => photos.length > 0);
  return {
    sets: filled.map((set) => evaluateSet(set, grouping)),
    mixed: evaluateSet(mix(filled), grouping),
  };
}

/**
 * Joins all sets to one library, in which a quarter of the people, those with most photos first, have all of their photos, and
 * the others one to three.
 */
export function mix(sets: readonly RecognisedSet[]): RecognisedSet {
  const random = seededRandom(seed);
  const byPerson = Map.groupBy(
    sets.flatMap(({ photos }) => photos),
    ({ person }) => person,
  );
  const people = [...byPerson.values()].sort(
    (a, b) => b.length - a.length || elementAt(a, 0).person - elementAt(b, 0).person,
  );
  const many = Math.ceil(manyPhotosPart * people.length);
  const photos = people.flatMap((own, place): AlbumPhoto[] =>
    place < many ? own : shuffled(own, random).slice(0, 1 + Math.floor(random() * fewPhotos)),
  );
  return {
    name: 'mixed',
    photos: shuffled(photos, random),
    missed: sets.reduce((sum, { missed }) => sum + missed, 0),
  };
}

export function evaluateSet({ name, photos, missed }: RecognisedSet, grouping: AlbumGrouping): AlbumFigures {
  const { measure } = grouping;
  const faces = facesOf(photos, grouping.modelId);
  const { input, linkage, dendrogram } = linkVectors({ ...faces, dimension, groups: faces.photos }, measure);
  const distance = findBestCut(input, dendrogram, tunedBetween(measure)) ?? round(grouping.usual);
  const judge = judgeOf(faces);
  const range = Array.from({ length: Math.floor(measure.loosest / step) }, (_, k) => round((k + 1) * step));
  const ours = bestOf(range, (at) => judge(clustersAt(dendrogram, at)));
  const people = new Set(faces.people).size;
  const others = baselinesOf(faces, range);
  return {
    name,
    faces: faces.central.length,
    people,
    missed,
    start: {
      distance,
      bcubed: judge(clustersAt(dendrogram, distance)),
      groups: round(groupsShown(dendrogram, faces, distance) / people),
    },
    best: ours,
    baselines: others.best,
    effort: answersWithLinkage({ input, linkage, faces, distance, measure }),
    effortOfWhispers: answersNeeded(others.whispers, faces.people),
  };
}

const round = (value: number): number => Math.round(100 * value) / 100;

/** Returns a function that scores clusters by B-cubed of the central faces; other faces in them are not judged. */
function judgeOf({ central, people, photos }: AlbumFaces): (clusters: number[][]) => Scores {
  const placeOf = new Int32Array(photos.length).fill(-1);
  central.forEach((face, place) => (placeOf[face] = place));
  return (clusters) => {
    const known = clusters.map((members) =>
      members.map((face) => int32At(placeOf, face)).filter((place) => place >= 0),
    );
    return scoreClusters(
      known.filter(({ length }) => length > 0),
      people,
    ).bcubed;
  };
}

/** Counts the groups with a central face, without low-quality faces that are alone, which the app does not show. */
function groupsShown(dendrogram: Dendrogram, { central, lowQuality }: AlbumFaces, distance: number): number {
  const known = new Set(central);
  return clustersAt(dendrogram, distance).filter(
    (members) =>
      members.some((face) => known.has(face)) &&
      (members.length > 1 || lowQuality[numberAt(members, 0)] === 0),
  ).length;
}

/** Evaluates the baselines on the central faces, each at every distance. */
function baselinesOf(faces: AlbumFaces, range: readonly number[]) {
  const { central, people } = faces;
  const vectors = new Float32Array(central.length * dimension);
  central.forEach((face, k) =>
    vectors.set(faces.vectors.subarray(face * dimension, (face + 1) * dimension), k * dimension),
  );
  const neighbours = findNeighbours(vectors, dimension, required(range.at(-1)));
  const scored = (group: (distance: number) => number[][]) =>
    bestOf(range, (at) => scoreClusters(group(at), people).bcubed);
  const best = {
    'chinese-whispers': scored((at) => whisper(neighbours, at, seed)),
    dbscan: scored((at) => dbscan(neighbours, at, minPoints)),
    infomap: scored((at) => infomap(central.length, edgesOf(neighbours, vectors, at), seed)),
  };
  return { best, whispers: whisper(neighbours, best['chinese-whispers'].distance, seed) };
}

/** Builds the graph for Infomap: each face with its nearest up to a distance, weighed by the cosine. */
function edgesOf(neighbours: Neighbours, vectors: Float32Array, distance: number): WeightedEdge[] {
  const edges = new Map<number, WeightedEdge>();
  for (let point = 0; point < neighbours.count; point++) {
    for (const near of neighbours.within(point, distance).subarray(0, walked)) {
      const [a, b] = [Math.min(point, near), Math.max(point, near)];
      const weight = 1 - distanceOf(vectors, dimension, a, b) ** 2 / 2;
      const edge = edges.get(a * neighbours.count + b);
      if (edge) edge.weight += weight;
      else edges.set(a * neighbours.count + b, { a, b, weight });
    }
  }
  return [...edges.values()].filter(({ weight }) => weight > 0);
}

/** Finds the distance with the greatest F, and the smallest of equally good ones. */
function bestOf(range: readonly number[], scores: (distance: number) => Scores) {
  let best = { distance: 0, bcubed: { precision: 0, recall: 0, f: -1 } };
  for (const distance of range) {
    const bcubed = scores(distance);
    if (bcubed.f > best.bcubed.f) best = { distance, bcubed };
  }
  return best;
}
