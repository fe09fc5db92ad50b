import { elementAt } from '../common/elements.ts';
import { embeddingDimension } from '../common/vectors.ts';
import { validationRate } from './validation.ts';

/** False-accept rate at which curves show VAL. */
const curveRate = 1e-3;
/** False-accept rates whose mean VAL is the score: VAL at one rate would jump, since validation faces are few. */
const scoredRates = [1e-3, 3e-3, 1e-2];

/** Scores weights by their vectors of the validation faces. */
export class ValidationScore {
  readonly #people: readonly number[];
  #val: number | null = null;
  #baseVal: number | null = null;

  /** @param people person of each validation face; below 0 for nobody */
  constructor(people: readonly number[]) {
    this.#people = people;
  }

  /** True where the faces have pairs of one person. */
  get isDefined(): boolean {
    const named = this.#people.filter((person) => person >= 0);
    return new Set(named).size < named.length;
  }

  /** VAL at FAR 1e-3 of the vectors scored last; null where there are no pairs. */
  get val(): number | null {
    return this.#val;
  }

  /** VAL at FAR 1e-3 of the vectors scored first, which are the base model's. */
  get baseVal(): number | null {
    return this.#baseVal;
  }

  /** @returns mean VAL at FAR 1e-3, 3e-3 and 1e-2; 0 where there are no pairs */
  score(vectors: Float32Array): number {
    const rates = scoredRates.map((far) => validationRate(vectors, embeddingDimension, this.#people, far));
    this.#val = elementAt(rates, scoredRates.indexOf(curveRate));
    this.#baseVal ??= this.#val;
    return rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / rates.length;
  }
}
