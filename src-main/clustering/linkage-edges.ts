import { addUint32, float32At, nextUint32, uint32At } from '../common/typed-arrays.ts';
import { similarityAt } from './measure.ts';
import { neighboursKept, nobody } from './neighbour-graph.ts';
import { massOf, type LinkageInput, strictDistance } from './linkage-input.ts';

/**
 * The edges of a {@link LinkageInput}, listed from both ends. Two points have an edge if one is in the row of
 * the other.
 */
export class LinkageEdges {
  readonly #input: LinkageInput;
  /**
   * Start of each point's entries in `#places`, followed by the end. An entry is the place of a row that
   * names the point as a neighbour, and is not in the point's own row.
   */
  readonly #starts: Uint32Array;
  readonly #places: Uint32Array;
  /** Circular list of the points of each photo. */
  readonly #nextInPhoto: Uint32Array;
  readonly #apart = new Map<number, number[]>();
  /** Number of neighbours in all rows. */
  #directed = 0;
  #opposed = 0;

  constructor(input: LinkageInput) {
    this.#input = input;
    const { neighbours, size } = input.rows;
    this.#starts = new Uint32Array(size + 1);
    const end = size * neighboursKept;
    const isListed = new Uint8Array(end);
    for (let at = 0; at < end; at++) {
      if (neighbours[at] === nobody) continue;
      this.#directed++;
      if (isInRow(neighbours, uint32At(neighbours, at), Math.floor(at / neighboursKept))) continue;
      isListed[at] = 1;
      addUint32(this.#starts, uint32At(neighbours, at) + 1, 1);
    }
    for (let point = 0; point < size; point++)
      addUint32(this.#starts, point + 1, uint32At(this.#starts, point));
    this.#places = new Uint32Array(uint32At(this.#starts, size));
    const next = this.#starts.slice(0, size);
    for (let at = 0; at < end; at++)
      if (isListed[at]) this.#places[nextUint32(next, uint32At(neighbours, at))] = at;
    this.#nextInPhoto = Uint32Array.from({ length: size }, (_, point) => point);
    this.#linkPhotos();
    for (const [a, b] of input.apart) {
      this.#noteApart(a, b);
      this.#noteApart(b, a);
      this.#opposed += 2;
    }
  }

  /** Upper limit of the number of edges that {@link each} yields for all points together. */
  get most(): number {
    return this.#directed + this.#places.length + this.#opposed;
  }

  /**
   * @param take receives the point at the other end, and the similarity times both weights: negative for
   * another face of the same photo, -Infinity for a cannot-link pair. A point may come several times
   */
  each(point: number, take: (other: number, sum: number) => void): void {
    const { rows, facts, measure } = this.#input;
    const { neighbours, distances } = rows;
    const { dismissed, lowQuality } = facts;
    const offer = (other: number, distance: number): void => {
      if (dismissed[other] || (lowQuality[point] && lowQuality[other])) return;
      const like = similarityAt(strictDistance(this.#input, point, other, distance), measure);
      take(other, like * massOf(facts, point) * massOf(facts, other));
    };
    const end = (point + 1) * neighboursKept;
    for (let at = end - neighboursKept; at < end && neighbours[at] !== nobody; at++) {
      offer(uint32At(neighbours, at), float32At(distances, at));
    }
    for (let k = uint32At(this.#starts, point); k < uint32At(this.#starts, point + 1); k++) {
      const place = uint32At(this.#places, k);
      offer(Math.floor(place / neighboursKept), float32At(distances, place));
    }
    const against = similarityAt(measure.mates, measure);
    this.#eachMate(point, (mate) => take(mate, -against * massOf(facts, point) * massOf(facts, mate)));
    this.#eachApart(point, (other) => take(other, -Infinity));
  }

  /**
   * @param take receives the opponents of a point: other faces of its photo, and the other halves of its
   * cannot-link pairs
   */
  eachOpposed(point: number, take: (other: number) => void): void {
    this.#eachMate(point, take);
    this.#eachApart(point, take);
  }

  #eachMate(point: number, take: (other: number) => void): void {
    for (
      let mate = uint32At(this.#nextInPhoto, point);
      mate !== point;
      mate = uint32At(this.#nextInPhoto, mate)
    ) {
      if (this.#mayBeTwo(point, mate)) take(mate);
    }
  }

  #eachApart(point: number, take: (other: number) => void): void {
    for (const other of this.#apart.get(point) ?? []) if (this.#mayBeTwo(point, other)) take(other);
  }

  /** Is the other point in use, and are the two not labelled as the same person? */
  #mayBeTwo(point: number, other: number): boolean {
    const { dismissed, people } = this.#input.facts;
    return !dismissed[other] && (people[point] === 0 || people[point] !== people[other]);
  }

  #linkPhotos(): void {
    const { photos } = this.#input.facts;
    const last = new Map<number, number>();
    const mates = new Uint32Array(photos.length);
    for (let point = 0; point < photos.length; point++) {
      const mate = last.get(uint32At(photos, point)) ?? point;
      if (mate !== point) mates[point] = uint32At(mates, mate) + 1;
      this.#opposed += 2 * uint32At(mates, point);
      this.#nextInPhoto[point] = uint32At(this.#nextInPhoto, mate);
      this.#nextInPhoto[mate] = point;
      last.set(uint32At(photos, point), point);
    }
  }

  #noteApart(a: number, b: number): void {
    const others = this.#apart.get(a);
    if (others) others.push(b);
    else this.#apart.set(a, [b]);
  }
}

function isInRow(neighbours: Uint32Array, row: number, point: number): boolean {
  const start = row * neighboursKept;
  for (let at = start; at < start + neighboursKept; at++) if (neighbours[at] === point) return true;
  return false;
}
