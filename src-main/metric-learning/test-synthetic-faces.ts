import { normalDeviate, seededRandom } from '../common/random.ts';
import type { TrainingSet, Validation } from './trainer.ts';

/** Numbers that make a synthetic face. */
export const faceSize = 16;
/** Number of coordinates that depend on the person; the others are light and pose, which vary more. */
const telling = 5;
const spread = 0.25;
const nuisance = 1.5;

/** Synthetic faces: n of `faceSize` numbers, and the person of each. */
export interface SyntheticFaces {
  inputs: Float32Array;
  people: number[];
}

/** Synthetic people for tests: some coordinates depend on the person, the others vary more between photos. */
export function syntheticFaces(people: number, faces: number, seed: number): SyntheticFaces {
  const random = seededRandom(seed);
  const centres = Array.from({ length: people * telling }, () => normalDeviate(random));
  const inputs: number[] = [];
  const owners: number[] = [];
  for (let face = 0; face < people * faces; face++) {
    const person = face % people;
    owners.push(person);
    for (let k = 0; k < faceSize; k++) {
      const own =
        k < telling
          ? centres[person * telling + k]! + spread * normalDeviate(random)
          : nuisance * normalDeviate(random);
      inputs.push(own);
    }
  }
  return { inputs: Float32Array.from(inputs), people: owners };
}

/** One view a face. */
export const trainingSet = ({ inputs, people }: SyntheticFaces): TrainingSet => ({
  people,
  views: 1,
  inputs: (examples) =>
    Float32Array.from(
      examples.flatMap(({ face }) => [...inputs.subarray(face * faceSize, (face + 1) * faceSize)]),
    ),
  base: null,
});

export const validationOf = (
  { inputs, people }: SyntheticFaces,
  score: (vectors: Float32Array) => number,
  every: number,
  patience = Infinity,
): Validation => ({
  count: people.length,
  inputs: (start, end) => inputs.subarray(start * faceSize, end * faceSize),
  score,
  every,
  patience,
});
