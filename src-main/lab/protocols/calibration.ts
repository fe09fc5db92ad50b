import { elementAt, required } from '../../common/elements.ts';
import { addFloat64, float64At, numberAt } from '../../common/typed-arrays.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { distanceOf } from '../../metrics/pair-distance.ts';
import { allowedWeight, isAccepted } from '../../metrics/validation-rate.ts';

/** False-accept rates at which a model is calibrated. */
const calibratedFars = [1e-2, 1e-3, 1e-4, 1e-5] as const;
/** Number of equal parts of the distances from 0 to 2 in which pairs are counted. */
const bins = 2 ** 16;

export interface CalibrationFigures {
  faces: number;
  people: number;
  /** Numbers of pairs of faces of two people, and of one. */
  pairs: { different: number; same: number };
  points: CalibrationFigure[];
}

export interface CalibrationFigure {
  /** False-accept rate. */
  far: number;
  /**
   * Threshold: the largest distance among the pairs of two people that keeps to the rate [Note: VAL and FAR]; 0 where the
   * nearest pair already exceeds it.
   */
  distance: number;
  /** Validation rate at that threshold, 0 to 1; null where nobody has two faces. */
  val: number | null;
  /** Number of pairs of two people accepted at that threshold. A rate that rests on few of them is uncertain. */
  accepted: number;
}

/** Part of the pairs, by distance, that a false-accept rate accepts. */
interface Reach {
  /** Greatest weight of accepted pairs. */
  allowed: number;
  /** Bin in which that weight is exceeded; weight, number and largest distance of the pairs in the bins before it. */
  bin: number;
  weight: number;
  accepted: number;
  distance: number;
}

/**
 * Finds the thresholds for several false-accept rates over all pairs of faces of two people [Note: VAL and FAR, Note:
 * People weigh the same].
 *
 * The result is exact, and memory does not grow with the pairs: a first pass counts them in narrow bins of distance, a second
 * collects the distances in the bins in which a rate is reached.
 * @param kinds kind of each face, from 0: pairs are of one kind alone, and every kind weighs the same [Note: Kinds of people]
 * @throws FamiliarError `bad-request` where a kind has faces of fewer than two people
 */
export function calibrate(
  faces: LabelledFaces,
  kinds: Uint32Array = new Uint32Array(faces.people.length),
): CalibrationFigures {
  const sizes = sizesOf(faces.people);
  const weighed = { ...faces, kinds, weights: weightsOf(faces.people, kinds, sizes) };
  const total = new Set(kinds).size;
  const reaches = reachesIn(countByDistance(weighed), total);
  const closer = collectBins(weighed, new Set(reaches.map(({ bin }) => bin)));
  const limits = reaches.map((reach) => refine(reach, closer.get(reach.bin)));
  const vals = validationRates(
    faces,
    sizes,
    limits.map(({ distance }) => distance),
  );
  const same = [...sizes.values()].reduce((pairs, size) => pairs + pairsOf(size), 0);
  return {
    faces: faces.people.length,
    people: sizes.size,
    pairs: { different: pairsWithin(kinds) - same, same },
    points: calibratedFars.map((far, i) => ({ far, ...elementAt(limits, i), val: vals?.[i] ?? null })),
  };
}

/** Visits the pairs of two people of one kind with their distances and weights [Note: People weigh the same]. */
function forEachStrangers(
  { vectors, people, kinds, weights }: WeighedFaces,
  visit: (distance: number, weight: number) => void,
): void {
  for (let i = 0; i < people.length; i++) {
    for (let j = i + 1; j < people.length; j++) {
      if (people[i] === people[j] || kinds[i] !== kinds[j]) continue;
      visit(distanceOf(vectors, dimension, i, j), float64At(weights, i) * float64At(weights, j));
    }
  }
}

/**
 * [Note: Kinds of people] A person is most often mistaken for people of the same age and origin, as most people in a
 * private library are. Pairs of two kinds are easy and numerous, and would hide such mistakes. Therefore only pairs within
 * one kind count, and the pairs of each kind weigh 1 together, however many people it has.
 */
interface WeighedFaces extends LabelledFaces {
  kinds: Uint32Array;
  /** Weight of each face; the weight of a pair is the product of its faces' weights. */
  weights: Float64Array;
}

function weightsOf(
  people: Uint32Array,
  kinds: Uint32Array,
  sizes: ReadonlyMap<number, number>,
): Float64Array {
  const peopleOf = Map.groupBy(people.keys(), (face) => kinds[face]);
  const counts = new Map(
    [...peopleOf].map(([kind, faces]) => [kind, new Set(faces.map((face) => people[face])).size]),
  );
  if (counts.size === 0 || [...counts.values()].some((count) => count < 2)) {
    throw new FamiliarError('bad-request', 'faces of at least two people are needed');
  }
  return Float64Array.from(people, (person, face) => {
    return 1 / (required(sizes.get(person)) * Math.sqrt(pairsOf(required(counts.get(kinds[face])))));
  });
}

const binOf = (distance: number): number => Math.min(bins - 1, Math.floor((distance / 2) * bins));

/** Weight, number and largest distance of the pairs in each bin. */
interface Counts {
  weights: Float64Array;
  pairs: Float64Array;
  farthest: Float64Array;
}

function countByDistance(faces: WeighedFaces): Counts {
  const weights = new Float64Array(bins);
  const pairs = new Float64Array(bins);
  const farthest = new Float64Array(bins);
  forEachStrangers(faces, (distance, weight) => {
    const bin = binOf(distance);
    addFloat64(weights, bin, weight);
    addFloat64(pairs, bin, 1);
    if (distance > float64At(farthest, bin)) farthest[bin] = distance;
  });
  return { weights, pairs, farthest };
}

/** Finds the bin in which each rate's allowed weight is exceeded. */
function reachesIn({ weights, pairs, farthest }: Counts, total: number): Reach[] {
  return calibratedFars.map((far) => {
    const reach: Reach = { allowed: allowedWeight(far, total), bin: 0, weight: 0, accepted: 0, distance: 0 };
    while (reach.bin < bins - 1 && reach.weight + float64At(weights, reach.bin) <= reach.allowed) {
      reach.weight += float64At(weights, reach.bin);
      reach.accepted += float64At(pairs, reach.bin);
      if (float64At(pairs, reach.bin) > 0) reach.distance = float64At(farthest, reach.bin);
      reach.bin++;
    }
    return reach;
  });
}

/** Pairs at the same distance. */
interface Step {
  weight: number;
  pairs: number;
}

/** Collects the distances that occur in the wanted bins. */
function collectBins(faces: WeighedFaces, wanted: ReadonlySet<number>): Map<number, Map<number, Step>> {
  const found = new Map([...wanted].map((bin) => [bin, new Map<number, Step>()]));
  forEachStrangers(faces, (distance, weight) => {
    const steps = found.get(binOf(distance));
    if (!steps) return;
    const step = steps.get(distance) ?? { weight: 0, pairs: 0 };
    steps.set(distance, { weight: step.weight + weight, pairs: step.pairs + 1 });
  });
  return found;
}

/** Continues within the bin in which the allowed weight is exceeded. */
function refine(reach: Reach, steps: ReadonlyMap<number, Step> = new Map()) {
  let { weight, accepted, distance } = reach;
  for (const [at, step] of [...steps].sort(([a], [b]) => a - b)) {
    weight += step.weight;
    if (weight > reach.allowed) break;
    accepted += step.pairs;
    distance = at;
  }
  return { distance, accepted };
}

/** VAL at each threshold; null where nobody has two faces. */
function validationRates(
  { vectors, people }: LabelledFaces,
  sizes: ReadonlyMap<number, number>,
  distances: readonly number[],
): number[] | null {
  const withTwo = [...sizes.values()].filter((size) => size > 1).length;
  if (withTwo === 0) return null;
  const accepted = distances.map(() => 0);
  const members = Map.groupBy(people.keys(), (face) => people[face]);
  for (const own of members.values()) {
    if (own.length < 2) continue;
    const near = distances.map(() => 0);
    for (const [at, i] of own.entries()) {
      for (const j of own.slice(at + 1)) {
        const distance = distanceOf(vectors, dimension, i, j);
        distances.forEach(
          (limit, k) => (near[k] = numberAt(near, k) + (isAccepted(distance, limit) ? 1 : 0)),
        );
      }
    }
    near.forEach((pairs, k) => (accepted[k] = numberAt(accepted, k) + pairs / pairsOf(own.length)));
  }
  return accepted.map((part) => part / withTwo);
}

function sizesOf(people: Uint32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return sizes;
}

const pairsWithin = (kinds: Uint32Array): number =>
  [...sizesOf(kinds).values()].reduce((pairs, size) => pairs + pairsOf(size), 0);

const pairsOf = (count: number): number => (count * (count - 1)) / 2;
