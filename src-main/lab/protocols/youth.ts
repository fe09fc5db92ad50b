import { elementAt, required } from '../../common/elements.ts';
import { addFloat64, float32At, float64At } from '../../common/typed-arrays.ts';
import { youthBy } from '../../clustering/youth.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';

/** A face of known age, or of an adult. */
export interface AgedFace {
  vector: Float32Array;
  /** Age in years; null for an adult of unknown age. */
  age: number | null;
  /** Number of the person. */
  person: number;
}

/** Age from which a person is no small child, in years. */
const grownUp = 10;
/** Weight of an adult's face in the fit, since adults are many. */
const adultWeight = 0.1;
/** Penalty of the ridge regression. */
const penalty = 1;
const folds = 5;

/** Weights of {@link youthBy}: ridge regression on 1 for a newborn, falling evenly to 0 at ten years. */
export function fitYouth(faces: readonly AgedFace[]): number[] {
  const size = dimension + 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (const { vector, age } of faces) {
    const weight = age === null ? adultWeight : 1;
    const target = age === null ? 0 : Math.max(0, 1 - age / grownUp);
    for (let i = 0; i < size; i++) {
      const x = (i < dimension ? float32At(vector, i) : 1) * weight;
      for (let j = 0; j < size; j++)
        addFloat64(elementAt(matrix, i), j, x * (j < dimension ? float32At(vector, j) : 1));
      addFloat64(elementAt(matrix, i), size, x * target);
    }
  }
  for (let i = 0; i < dimension; i++) addFloat64(elementAt(matrix, i), i, penalty);
  addFloat64(elementAt(matrix, dimension), dimension, 1e-6);
  return solve(matrix);
}

/** Solves linear equations by Gauss-Jordan elimination on the augmented matrix. */
function solve(rows: Float64Array[]): number[] {
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    let pivot = at;
    for (let row = at; row < size; row++)
      if (Math.abs(float64At(elementAt(rows, row), at)) > Math.abs(float64At(elementAt(rows, pivot), at)))
        pivot = row;
    [rows[at], rows[pivot]] = [elementAt(rows, pivot), elementAt(rows, at)];
    for (let row = 0; row < size; row++) {
      if (row === at) continue;
      const factor = float64At(elementAt(rows, row), at) / float64At(elementAt(rows, at), at);
      if (factor !== 0)
        for (let k = at; k <= size; k++)
          elementAt(rows, row)[k] =
            float64At(elementAt(rows, row), k) - factor * float64At(elementAt(rows, at), k);
    }
  }
  return rows.map((row, i) => float64At(row, size) / float64At(row, i));
}

export interface YouthFigures {
  /** Mean estimate by age, each person held out: from birth to the age before `upTo`. */
  ages: { upTo: number | null; faces: number; mean: number }[];
  /** Estimate that one adult in twenty exceeds, among those of known age. */
  adults: number;
}

/** Evaluates the estimate on people held out of the fit. */
export function tryYouth(faces: readonly AgedFace[]): YouthFigures {
  const aged = faces.filter(({ age }) => age !== null);
  const people = [...new Set(aged.map(({ person }) => person))];
  const foldOf = new Map(people.map((person, place) => [person, place % folds]));
  const estimates = Array.from({ length: folds }, (_, fold) => {
    const weights = fitYouth(faces.filter(({ person }) => foldOf.get(person) !== fold));
    return aged
      .filter(({ person }) => foldOf.get(person) === fold)
      .map(({ vector, age }) => ({ age: required(age), youth: youthBy(weights, vector) }));
  }).flat();
  const limits = [3, 6, 10, 14, 18, null];
  const ages = limits.map((upTo, k) => {
    const from = k === 0 ? 0 : required(limits[k - 1]);
    const these = estimates.filter(({ age }) => age >= from && age < (upTo ?? Infinity));
    const mean = these.reduce((sum, { youth }) => sum + youth, 0) / Math.max(1, these.length);
    return { upTo, faces: these.length, mean };
  });
  const grown = estimates.filter(({ age }) => age >= 18).map(({ youth }) => youth);
  return { ages, adults: grown.sort((a, b) => a - b)[Math.floor(0.95 * grown.length)] ?? 0 };
}

/** The age that a file's name tells: `001A02.JPG` shows somebody of two years. Null where it tells none. */
export function ageInName(name: string): number | null {
  const digits = /^\d+A(\d{1,2})[a-z]?\./i.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
