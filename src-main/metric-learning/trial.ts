import { embeddingDimension } from '../common/vectors.ts';
import { validationRate } from './validation.ts';

/** The rate that curves tell. */
const told = 1e-3;
/** Those whose mean is the score: one alone would jump, since validation faces are few. */
const scored = [1e-3, 3e-3, 1e-2];

/** Judges weights by what they make of validation faces. */
export class Trial {
  readonly #people: readonly number[];
  #val: number | null = null;
  #baseVal: number | null = null;

  /** @param people person of each validation face; below 0 for nobody */
  constructor(people: readonly number[]) {
    this.#people = people;
  }

  /** True where the faces have pairs of one person. */
  get canTell(): boolean {
    const named = this.#people.filter((person) => person >= 0);
    return new Set(named).size < named.length;
  }

  /** VAL at FAR 1e-3 when last tried; null where there are no pairs to tell it from. */
  get val(): number | null {
    return this.#val;
  }

  /** The same of the first weights that were tried. */
  get baseVal(): number | null {
    return this.#baseVal;
  }

  /** @returns mean VAL at FAR 1e-3, 3e-3 and 1e-2; 0 where there are no pairs */
  score(vectors: Float32Array): number {
    const rates = scored.map((far) => validationRate(vectors, embeddingDimension, this.#people, far));
    this.#val = rates[scored.indexOf(told)];
    this.#baseVal ??= this.#val;
    return rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / rates.length;
  }
}
