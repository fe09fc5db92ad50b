import { float32At, int32At, uint32At } from '../../common/typed-arrays.ts';
import { cutAt } from '../../clustering/dendrogram.ts';
import type { LinkedFaces } from '../model-session/clusters.ts';

/** Faces that form one group at a distance: a known person's, or a cluster without labels. */
export interface Group {
  /** Row of `people`; null for a cluster. */
  personId: number | null;
  /** Points of the group, unordered. */
  members: Uint32Array;
  lowest: number;
}

/**
 * The groups of a library at a distance. The dendrogram holds the user's corrections, so they hold at every distance.
 * Cutting a million faces takes some ten milliseconds.
 */
export class Groups {
  readonly #linked: LinkedFaces;
  readonly #starts: Uint32Array;
  /** Row of `people` for each group, 0 for none. */
  readonly #people: Int32Array;
  /** Lowest point of each group. */
  readonly #lowest: Uint32Array;
  #groupOf: Uint32Array | null = null;

  /**
   * @param ownDistances people's own distances, by row of `people`
   */
  constructor(linked: LinkedFaces, distance: number, ownDistances: ReadonlyMap<number, number> = new Map()) {
    this.#linked = linked;
    const starts = cutAt(linked.dendrogram, distance);
    this.#starts = ownDistances.size === 0 ? starts : cutAround(linked, starts, distance, ownDistances);
    this.#people = new Int32Array(this.count);
    this.#lowest = new Uint32Array(this.count);
    const { order } = linked.dendrogram;
    const { people } = linked.faces.columns;
    for (let group = 0; group < this.count; group++) {
      let lowest = uint32At(order, uint32At(this.#starts, group));
      for (let at = uint32At(this.#starts, group); at < uint32At(this.#starts, group + 1); at++) {
        const point = uint32At(order, at);
        if (point < lowest) lowest = point;
        if (people[point] !== 0) this.#people[group] = int32At(people, point);
      }
      this.#lowest[group] = lowest;
    }
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  sizeOf(group: number): number {
    return uint32At(this.#starts, group + 1) - uint32At(this.#starts, group);
  }

  /** Start of a group in the dendrogram's order; the start of the next group is its end. */
  startOf(group: number): number {
    return uint32At(this.#starts, group);
  }

  lowestOf(group: number): number {
    return uint32At(this.#lowest, group);
  }

  personOf(group: number): number | null {
    return this.#people[group] || null;
  }

  get(group: number): Group {
    const members = this.#linked.dendrogram.order.subarray(this.#starts[group], this.#starts[group + 1]);
    return { personId: this.personOf(group), members, lowest: uint32At(this.#lowest, group) };
  }

  /** True if a group is a single unlabelled low-quality face; such faces are left out of all groups. */
  isLeftOut(group: number): boolean {
    if (this.sizeOf(group) !== 1 || this.#people[group] !== 0) return false;
    return this.#linked.faces.columns.lowQuality[uint32At(this.#lowest, group)] === 1;
  }

  /** The group of a face; undefined where the face is unknown or dismissed. */
  groupOf(faceId: number): number | undefined {
    const point = this.#linked.faces.pointOf(faceId);
    if (point < 0) return undefined;
    const group = (this.#groupOf ??= this.#invert())[point];
    return group === nowhere ? undefined : group;
  }

  /** The group of a row of `people`. */
  groupOfPerson(personId: number): number | undefined {
    const group = this.#people.indexOf(personId);
    return personId === 0 || group < 0 ? undefined : group;
  }

  #invert(): Uint32Array {
    const { order } = this.#linked.dendrogram;
    const groupOf = new Uint32Array(this.#linked.faces.size).fill(nowhere);
    for (let group = 0; group < this.count; group++) {
      for (let at = uint32At(this.#starts, group); at < uint32At(this.#starts, group + 1); at++)
        groupOf[uint32At(order, at)] = group;
    }
    return groupOf;
  }
}

const nowhere = 0xffffffff;

/** Cuts again around people with their own distance: a larger distance adds faces, a smaller one removes them. */
function cutAround(
  { dendrogram: { order, gaps }, faces }: LinkedFaces,
  starts: Uint32Array,
  distance: number,
  ownDistances: ReadonlyMap<number, number>,
): Uint32Array {
  const isStart = new Uint8Array(order.length + 1);
  for (const start of starts) isStart[start] = 1;
  const seen = new Set<number>();
  const { people } = faces.columns;
  for (let at = 0; at < order.length; at++) {
    const person = int32At(people, uint32At(order, at));
    const own = person === 0 || seen.has(person) ? undefined : ownDistances.get(person);
    if (own === undefined) continue;
    seen.add(person);
    let [first, last] = [at, at];
    while (first > 0 && float32At(gaps, first - 1) <= own) first--;
    while (float32At(gaps, last) <= own) last++;
    isStart.fill(0, first + 1, last + 1);
    isStart[first] = 1;
    isStart[last + 1] = 1;
    // Each branch that separates from the person's cluster below the library's distance becomes a group.
    let highest = 0;
    for (let k = first - 1; k >= 0 && float32At(gaps, k) <= distance; k--) {
      if (float32At(gaps, k) > highest) isStart[k + 1] = 1;
      highest = Math.max(highest, float32At(gaps, k));
    }
    highest = 0;
    for (let k = last; float32At(gaps, k) <= distance; k++) {
      if (float32At(gaps, k) > highest) isStart[k + 1] = 1;
      highest = Math.max(highest, float32At(gaps, k));
    }
  }
  return Uint32Array.from(
    (function* () {
      for (let at = 0; at <= order.length; at++) if (isStart[at] || at === order.length) yield at;
    })(),
  );
}
