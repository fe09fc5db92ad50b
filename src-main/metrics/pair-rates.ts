import { required } from '../common/elements.ts';
import { addFloat64, float64At, numberAt, uint32At } from '../common/typed-arrays.ts';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { distanceOf } from './pair-distance.ts';
import { allowedWeight, isAcceptedAtRate, nearestRejected } from './validation-rate.ts';

/** VAL at a FAR [Note: VAL and FAR]. */
export interface Rate {
  /** Validation rate, 0 to 1; null where nobody has two faces, or there are no two people. */
  val: number | null;
  /** Euclidean distance of the nearest pair of two people that is rejected; 2 where all of them are accepted. */
  limit: number;
}

/** Pairs of faces, each face by its index. */
interface Pairs {
  a: Uint32Array;
  b: Uint32Array;
  /** Ascending. */
  distances: Float64Array;
}

/** Weight of the pairs of two people that are kept, as a multiple of the weight that the largest rate accepts. */
const reserve = 10;
const bins = 2 ** 12;

/**
 * VAL at a FAR over all pairs of some faces, for repeated evaluation with other counts of the faces, as a bootstrap needs
 * it. The pairs are sorted once; an evaluation is one pass over the nearest of them. People weigh the same
 * [Note: People weigh the same]. Of the pairs of two people only the nearest are kept, with ten times the weight that the
 * largest rate accepts.
 *
 * [Note: People weigh the same] Every two people count as one pair, divided evenly among the pairs of their faces; for VAL
 * every person counts as one. Without these weights a person with many photos would dominate both rates, VAL with the
 * square of their number, and the rates would describe a few celebrities. With them, FAR answers a user's question: of
 * two people drawn at random, and one photo of each, how often is one taken for the other?
 */
export class PairRates {
  /** Numbers of pairs of one person, and of two. */
  readonly samePairs: number;
  readonly differentPairs: number;
  /** Person of each face, numbered from 0. */
  readonly #owners: Uint32Array;
  readonly #people: number;
  readonly #same: Pairs;
  readonly #different: Pairs;
  /** Distance up to which pairs of two people are kept. */
  readonly #kept: number;

  /** @param largestFar upper bound of the rates that will be evaluated */
  constructor({ vectors, people }: LabelledFaces, largestFar = 0.01) {
    const numbers = new Map<number, number>();
    this.#owners = people.map((person) => {
      if (!numbers.has(person)) numbers.set(person, numbers.size);
      return required(numbers.get(person));
    });
    this.#people = numbers.size;
    this.#kept = this.#findKept(vectors, largestFar);
    const collected = this.#collect(vectors);
    this.#same = collected.same;
    this.#different = collected.different;
    this.samePairs = this.#same.distances.length;
    this.differentPairs = (people.length * (people.length - 1)) / 2 - this.samePairs;
  }

  /**
   * Evaluates VAL at FAR `far`.
   * @param counts multiplicity of each face, whose copies make no pairs with each other; 1 each where not given
   */
  at(far: number, counts?: ArrayLike<number>): Rate {
    const weights = counts ?? new Uint8Array(this.#owners.length).fill(1);
    const faces = new Float64Array(this.#people);
    const squares = new Float64Array(this.#people);
    for (let face = 0; face < this.#owners.length; face++) {
      addFloat64(faces, uint32At(this.#owners, face), numberAt(weights, face));
      addFloat64(squares, uint32At(this.#owners, face), numberAt(weights, face) ** 2);
    }
    const limit = this.#limit(far, weights, faces);
    const val =
      faces.filter((count) => count > 0).length < 2 ? null : this.#val(limit, weights, faces, squares);
    return { val, limit };
  }

  /** Distance of the nearest pair that is rejected. */
  #limit(far: number, weights: ArrayLike<number>, faces: Float64Array): number {
    const present = faces.filter((count) => count > 0).length;
    const { a, b, distances } = this.#different;
    const weightOf = (pair: number): number => {
      const weight = numberAt(weights, uint32At(a, pair)) * numberAt(weights, uint32At(b, pair));
      return weight === 0
        ? 0
        : weight /
            (float64At(faces, uint32At(this.#owners, uint32At(a, pair))) *
              float64At(faces, uint32At(this.#owners, uint32At(b, pair))));
    };
    const allowed = allowedWeight(far, (present * (present - 1)) / 2);
    return nearestRejected(distances, allowed, weightOf) ?? this.#kept;
  }

  #val(limit: number, weights: ArrayLike<number>, faces: Float64Array, squares: Float64Array): number | null {
    const near = new Float64Array(this.#people);
    const { a, b, distances } = this.#same;
    for (
      let pair = 0;
      pair < distances.length && isAcceptedAtRate(float64At(distances, pair), limit);
      pair++
    ) {
      addFloat64(
        near,
        uint32At(this.#owners, uint32At(a, pair)),
        numberAt(weights, uint32At(a, pair)) * numberAt(weights, uint32At(b, pair)),
      );
    }
    let sum = 0;
    let people = 0;
    for (let person = 0; person < this.#people; person++) {
      const pairs = (float64At(faces, person) ** 2 - float64At(squares, person)) / 2;
      if (pairs === 0) continue;
      sum += float64At(near, person) / pairs;
      people++;
    }
    return people === 0 ? null : sum / people;
  }

  /**
   * Distance up to which pairs of two people are kept: a first pass adds up their weights by distance, so that the second
   * pass need not keep and sort all of them.
   */
  #findKept(vectors: Float32Array, largestFar: number): number {
    const sizes = new Float64Array(this.#people);
    for (const person of this.#owners) addFloat64(sizes, person, 1);
    const weights = new Float64Array(bins);
    this.#forEachPair(vectors, (i, j, distance) => {
      const [one, other] = [uint32At(this.#owners, i), uint32At(this.#owners, j)];
      if (one !== other)
        addFloat64(weights, binOf(distance), 1 / (float64At(sizes, one) * float64At(sizes, other)));
    });
    const wanted = (reserve * largestFar * this.#people * (this.#people - 1)) / 2;
    let weight = 0;
    for (let bin = 0; bin < bins; bin++) {
      weight += float64At(weights, bin);
      if (weight > wanted) return (2 * (bin + 1)) / bins;
    }
    return 2;
  }

  #collect(vectors: Float32Array): { same: Pairs; different: Pairs } {
    const same: number[][] = [];
    const different: number[][] = [];
    this.#forEachPair(vectors, (i, j, distance) => {
      if (this.#owners[i] === this.#owners[j]) same.push([i, j, distance]);
      else if (distance < this.#kept) different.push([i, j, distance]);
    });
    return { same: sorted(same), different: sorted(different) };
  }

  #forEachPair(vectors: Float32Array, visit: (i: number, j: number, distance: number) => void): void {
    for (let i = 0; i < this.#owners.length; i++) {
      for (let j = i + 1; j < this.#owners.length; j++) visit(i, j, distanceOf(vectors, dimension, i, j));
    }
  }
}

const binOf = (distance: number): number => Math.min(bins - 1, Math.floor((distance / 2) * bins));

function sorted(pairs: number[][]): Pairs {
  pairs.sort((one, other) => numberAt(one, 2) - numberAt(other, 2));
  return {
    a: Uint32Array.from(pairs, (pair) => numberAt(pair, 0)),
    b: Uint32Array.from(pairs, (pair) => numberAt(pair, 1)),
    distances: Float64Array.from(pairs, (pair) => numberAt(pair, 2)),
  };
}
