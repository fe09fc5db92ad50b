import { numberAt } from '../../common/typed-arrays.ts';
import { firstItems, required } from '../../common/elements.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import type { Measure } from '../../clustering/measure.ts';
import { clusterAt, type ClusteringAt, judge } from '../../metrics/grouping.ts';
import { whisper } from '../baselines/chinese-whispers.ts';
import type { Scores } from '../../metrics/clustering-scores.ts';
import { dbscan } from '../baselines/dbscan.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { findNeighbours } from '../baselines/neighbours.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';

export interface Sweep {
  best: ClusteringAt;
  curve: ClusteringAt[];
  baselines: Record<Baseline, { distance: number; bcubed: Scores }>;
  /** Each baseline at every distance of `curve`. */
  baselineCurves: Record<Baseline, ClusteringAt[]>;
}

export type Baseline = 'chinese-whispers' | 'dbscan';

/** Step between the distances of a sweep. */
const step = 0.01;
/** Quantiles of the distances of same-person pairs between which a sweep runs. */
const sweptQuantiles = [0.01, 0.995] as const;
/** DBSCAN's smallest core: two faces make a person, as the app has it. */
const minPoints = 2;
const whisperSeed = 1;

const dimension = embeddingDimension;

/** Evaluates the app's clustering and the baselines on the same vectors, each at every distance of one range. */
export function sweepDistances(faces: LabelledFaces, measure?: Measure): Sweep {
  const { vectors, people } = faces;
  const distances = sweptDistances(faces);
  const curve = clusterAt(faces, distances, measure);
  const neighbours = findNeighbours(vectors, dimension, required(distances.at(-1)));
  const baseline = (cluster: (distance: number) => number[][]) =>
    distances.map((distance) => judge(distance, cluster(distance), people));
  const baselineCurves = {
    'chinese-whispers': baseline((distance) => whisper(neighbours, distance, whisperSeed)),
    dbscan: baseline((distance) => dbscan(neighbours, distance, minPoints)),
  };
  const bestOf = (candidates: readonly ClusteringAt[]) => {
    const { distance, bcubed } = best(candidates);
    return { distance, bcubed };
  };
  return {
    best: best(curve),
    curve,
    baselines: {
      'chinese-whispers': bestOf(baselineCurves['chinese-whispers']),
      dbscan: bestOf(baselineCurves.dbscan),
    },
    baselineCurves,
  };
}

/**
 * Distances of a sweep, in steps. Models differ in the scale of their distances, but any good cut lies among the distances of
 * faces of one person.
 */
export function sweptDistances({ vectors, people }: LabelledFaces): number[] {
  const same: number[] = [];
  for (let i = 0; i < people.length; i++) {
    for (let j = i + 1; j < people.length; j++) {
      if (people[i] === people[j]) same.push(distanceOf(vectors, dimension, i, j));
    }
  }
  same.sort((a, b) => a - b);
  const [low, high] = firstItems(
    sweptQuantiles.map((q) => (same.length > 0 ? numberAt(same, Math.floor(q * (same.length - 1))) : 0)),
    2,
  );
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(2)));
}

/** Finds the candidate with the greatest B-cubed F, and the smallest distance of equals. */
function best(candidates: readonly ClusteringAt[]): ClusteringAt {
  return candidates.reduce((a, b) => (b.bcubed.f > a.bcubed.f ? b : a));
}
