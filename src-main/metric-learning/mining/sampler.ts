import { required } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import { seededRandom, shuffled } from '../../common/random.ts';

/** One input of the network: a face as one of its views shows it (frame, mirrored or not, augmentation). */
export interface Example {
  /** Place of the face among the faces to train on. */
  face: number;
  /** 0 up to the number of views. */
  view: number;
}

/** The shape of a batch. */
export interface BatchShape {
  /** P: people a batch. */
  people: number;
  /** K: examples a person; FaceNet has about 40 (section 3.2). */
  faces: number;
  /** Examples of nobody in particular, as negatives. */
  negatives: number;
  /** Views that each of these faces is shown in, 1 where not given. */
  namelessViews?: number;
}

/**
 * Deals out batches: P people with K examples each, padded with random negatives to P * K + `negatives`.
 *
 * People come in passes: each once, in an order by lot, before any comes again; and so do the nameless faces. A person
 * with at least K faces shows K of them by lot. [Note: Small albums] A person with fewer shows every face once, then
 * every face in a second view, and so on, until there are K examples or no view is left: no example is twice in a batch,
 * and what is missing is made up by negatives, as far as there are any. With fewer than P people, all are in each batch.
 *
 * The same seed gives the same batches.
 */
export class Sampler {
  readonly #shape: BatchShape;
  readonly #views: number;
  readonly #random: () => number;
  readonly #faces: Map<number, number[]>;
  readonly #people: Passes;
  readonly #nameless: Passes;

  /**
   * @param people person of each face to train on; below 0 for those of nobody in particular
   * @param views number of views of each face, at least 1
   */
  constructor(people: ArrayLike<number>, views: number, shape: BatchShape, seed: number) {
    const all = [...Array.from(people).keys()];
    this.#shape = shape;
    this.#views = views;
    this.#random = seededRandom(seed);
    this.#faces = Map.groupBy(
      all.filter((face) => numberAt(people, face) >= 0),
      (face) => numberAt(people, face),
    );
    this.#people = new Passes([...this.#faces.keys()], this.#random);
    this.#nameless = new Passes(
      all.filter((face) => numberAt(people, face) < 0),
      this.#random,
    );
  }

  /** The next batch, person by person, then the negatives. */
  next(): Example[] {
    const { people, faces, negatives } = this.#shape;
    const batch = this.#people
      .take(people)
      .flatMap((person) => this.#examplesOf(required(this.#faces.get(person)), faces));
    const views = Math.min(this.#shape.namelessViews ?? 1, this.#views);
    const nameless = this.#nameless.take(Math.floor((people * faces + negatives - batch.length) / views));
    return batch.concat(nameless.flatMap((face) => this.#examplesOf([face], views)));
  }

  #examplesOf(faces: readonly number[], count: number): Example[] {
    const order = shuffled(faces, this.#random).slice(0, count);
    const firstViews = order.map(() => this.#drawView());
    const examples = Math.min(count, order.length * this.#views);
    return Array.from({ length: examples }, (_, i) => {
      const at = i % order.length;
      const view = (numberAt(firstViews, at) + Math.floor(i / order.length)) % this.#views;
      return { face: numberAt(order, at), view };
    });
  }

  #drawView(): number {
    return Math.floor(this.#random() * this.#views);
  }
}

/** Gives out items by lot, each once before any comes again, and none twice at a time. */
class Passes {
  readonly #items: readonly number[];
  readonly #random: () => number;
  #left: number[] = [];

  constructor(items: readonly number[], random: () => number) {
    this.#items = items;
    this.#random = random;
  }

  /** At most `count` of the items, drawn at random. */
  take(count: number): number[] {
    const taken = this.#left.splice(0, count);
    const missing = Math.min(count, this.#items.length) - taken.length;
    if (missing <= 0) return taken;
    const next = shuffled(this.#items, this.#random);
    const fresh = next.filter((item) => !taken.includes(item)).slice(0, missing);
    this.#left = next.filter((item) => !fresh.includes(item));
    return taken.concat(fresh);
  }
}
