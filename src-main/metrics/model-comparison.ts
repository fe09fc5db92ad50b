import { uint32At } from '../common/typed-arrays.ts';
import { elementAt, firstItems } from '../common/elements.ts';
import { builtInMeasure, type Measure } from '../clustering/measure.ts';
import type { Estimate, ModelComparison, ModelScores } from '../contract/training.ts';
import { bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { type BcubedByFace, bcubedByFace, meanBcubed } from './clustering-scores.ts';
import { evaluateIdentification, type IdentificationResult, openSetRate } from './identification.ts';
import { PairRates } from './pair-rates.ts';
import { groupAt } from './grouping.ts';
import { wilsonInterval } from './wilson.ts';

/** Faces that neither model has seen. */
export interface ComparedFaces {
  /** Person of each face. */
  people: Uint32Array;
  /** Photo of each face. */
  photos: ArrayLike<number>;
}

/** Output of a model for the compared faces. */
export interface ComparedModel {
  /** Unit vectors of the faces, one after the other. */
  vectors: Float32Array;
  /** Default grouping distance of the model. */
  distance: number;
  /** Linkage measure of the model; that of the built-in model where not given. */
  measure?: Measure;
}

/** Number of draws, for which the bounds of a 95 % interval vary by about a tenth of its width. */
const rounds = 1000;
/** Seed of the draw of known people in the open set, the same in every run. */
const openSetSeed = 1;
/** Least numbers of pairs of one person and of faces from which a figure is computed. */
const leastPairs = 10;
const leastFaces = 10;
/**
 * Least number of pairs of two people for a rate of 1 in n, as a part of n. With fewer than n pairs none may be
 * accepted.
 */
const leastOfRate = 1 / 10;

/** Computes a model's figures from the multiplicity of each face, in the order of {@link figures}. */
type Measures = (counts: Uint32Array) => (number | null)[];

const figures = [
  'valAt100',
  'valAt1000',
  'rank1',
  'openSet',
  'groupsF',
] as const satisfies (keyof ModelScores)[];

/**
 * Compares two models on the same faces: each figure with its 95 % interval, and the gain in VAL at a false-accept rate
 * of 1 in 1,000, paired photo by photo. Takes about two seconds for 1,000 faces, half a minute for 4,000.
 *
 * A figure is null where it would rest on too little: fewer than 10 pairs of one person or 10 probes, or fewer pairs of two
 * people than a tenth of those for which the rate accepts one.
 */
export function compareModels(
  faces: ComparedFaces,
  base: ComparedModel,
  candidate: ComparedModel,
  { seed, rounds: drawn = rounds }: { seed: number } & Partial<BootstrapOptions>,
): ModelComparison {
  const [before, after] = firstItems(
    [base, candidate].map((model) => measuresOf(faces.people, model)),
    2,
  );
  const val = figures.indexOf('valAt1000');
  const all = (counts: Uint32Array) => {
    const [old, fresh] = [before(counts), after(counts)];
    const [oldVal, freshVal] = [elementAt(old, val), elementAt(fresh, val)];
    const gain = oldVal === null || freshVal === null ? null : freshVal - oldVal;
    return [...old, ...fresh, gain];
  };
  const estimates = bootstrap(faces.photos, all, { seed, rounds: drawn });
  return {
    faces: faces.people.length,
    people: new Set(faces.people).size,
    base: scoresOf(estimates.slice(0, figures.length), faces.people.length),
    candidate: scoresOf(estimates.slice(figures.length, -1), faces.people.length),
    gain: elementAt(estimates, estimates.length - 1),
  };
}

const scoresOf = (estimates: readonly (Estimate | null)[], faces: number): ModelScores =>
  Object.fromEntries(
    figures.map((figure, k) => [figure, widened(elementAt(estimates, k), faces)]),
  ) as ModelScores;

/**
 * Replaces an interval of no width, as a figure of 0 or 1 has it in every draw, by Wilson's for as many trials as
 * faces.
 */
function widened(estimate: Estimate | null, faces: number): Estimate | null {
  const isFlat = estimate !== null && estimate.low === estimate.high;
  return isFlat ? { value: estimate.value, ...wilsonInterval(estimate.value, faces) } : estimate;
}

function measuresOf(
  people: Uint32Array,
  { vectors, distance, measure = builtInMeasure }: ComparedModel,
): Measures {
  if (people.length < leastFaces) return () => figures.map(() => null);
  const faces = { vectors, people };
  const rates = new PairRates(faces);
  const identification = evaluateIdentification(faces, openSetSeed);
  const [groups] = firstItems(groupAt(faces, [distance], measure), 1);
  const grouped = bcubedByFace(groups, people);
  return (counts) => [
    valAt(rates, 0.01, counts),
    valAt(rates, 0.001, counts),
    rank1(identification, counts),
    openSet(identification, counts),
    groupsF(grouped, counts),
  ];
}

function valAt(rates: PairRates, far: number, counts: Uint32Array): number | null {
  if (rates.samePairs < leastPairs || rates.differentPairs < leastOfRate / far) return null;
  return rates.at(far, counts).val;
}

/** Tells whether faces of these people suffice for VAL at a false-accept rate, and so for the gain. */
export function canTellVal(people: readonly unknown[], far: number): boolean {
  const sizes = [...Map.groupBy(people, (person) => person).values()].map(({ length }) => length);
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const same = sizes.reduce((sum, size) => sum + pairs(size), 0);
  const different = pairs(people.length) - same;
  return people.length >= leastFaces && same >= leastPairs && different >= leastOfRate / far;
}

function rank1({ probed }: IdentificationResult, counts: Uint32Array): number | null {
  if (probed.length < leastFaces) return null;
  let [right, asked] = [0, 0];
  for (const { face, rank } of probed) {
    asked += uint32At(counts, face);
    if (rank === 1) right += uint32At(counts, face);
  }
  return asked === 0 ? null : right / asked;
}

function openSet(result: IdentificationResult, counts: Uint32Array): number | null {
  const { fpir } = result.openSet;
  if (result.mated.length < leastFaces || result.strangers.length < leastOfRate / fpir) return null;
  return openSetRate(result, fpir, counts);
}

const groupsF = (grouped: BcubedByFace, counts: Uint32Array): number => meanBcubed(grouped, counts).f;

/**
 * Distance of the nearest pair of two people that each model rejects at a false-accept rate of 1 in 1,000 on these faces.
 * Changed pairs are judged by these limits (changed-pairs.ts).
 */
export function limitsOf(people: Uint32Array, base: Float32Array, candidate: Float32Array): [number, number] {
  const limit = (vectors: Float32Array) => new PairRates({ vectors, people }).at(0.001).limit;
  return [limit(base), limit(candidate)];
}
