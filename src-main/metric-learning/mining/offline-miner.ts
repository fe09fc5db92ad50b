import { int32At, numberAt } from '../../common/typed-arrays.ts';
import { elementAt, required } from '../../common/elements.ts';
import { shuffled } from '../../common/random.ts';
import type { Triplets } from './negatives.ts';
import type { Example } from './sampler.ts';

/** Examples to be shown together, and triplets of their places. */
export interface TripletBatch {
  examples: Example[];
  triplets: Triplets;
}

/**
 * Offline selection (FaceNet, section 3.2): every n steps the latest weights embed a subset of the faces, much larger
 * than a batch, triplets are mined among all of them, and dealt out here to the steps until the next time. They reach
 * harder negatives than a batch holds, but are chosen by weights that have moved on since.
 */
export class OfflineTriplets {
  readonly #examples: readonly Example[];
  readonly #triplets: Triplets;
  readonly #random: () => number;
  #order: number[] = [];

  /** @param triplets of places among `examples` */
  constructor(examples: readonly Example[], triplets: Triplets, random: () => number) {
    this.#examples = examples;
    this.#triplets = triplets;
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#triplets.anchors.length === 0;
  }

  /**
   * The next triplets, by lot, each once before any comes again: as many as fit into a batch of `size` examples, which
   * several of them share.
   */
  next(size: number): TripletBatch {
    const { anchors, positives, negatives } = this.#triplets;
    const places = new Map<number, number>();
    const rows: number[][] = [];
    while (rows.length < anchors.length) {
      if (this.#order.length === 0) {
        if (rows.length > 0) break;
        this.#order = shuffled([...anchors.keys()], this.#random);
      }
      const row = required(this.#order.at(-1));
      const members = [int32At(anchors, row), int32At(positives, row), int32At(negatives, row)];
      const fresh = members.filter((member) => !places.has(member));
      if (places.size > 0 && places.size + fresh.length > size) break;
      this.#order.pop();
      for (const member of fresh) places.set(member, places.size);
      rows.push(members.map((member) => required(places.get(member))));
    }
    return {
      examples: [...places.keys()].map((place) => elementAt(this.#examples, place)),
      triplets: {
        anchors: Int32Array.from(rows, (row) => numberAt(row, 0)),
        positives: Int32Array.from(rows, (row) => numberAt(row, 1)),
        negatives: Int32Array.from(rows, (row) => numberAt(row, 2)),
      },
    };
  }
}
