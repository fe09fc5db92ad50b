import { noTree } from './dendrogram.ts';
import { likeness, type Measure } from './measure.ts';
import { type GraphRows, hasInRow, neighboursKept, nobody } from './neighbour-graph.ts';
import { poorMass } from './link-region.ts';

/** What is known of each point besides its neighbours. */
export interface PointFacts {
  /** Points with the same number are apart (a face's photo), unless they are one person's. */
  photos: Uint32Array;
  /** 1 for a point that must not start a cluster [Note: Poor faces]. */
  poor: Uint8Array;
  /** Who it is because the user said so, from 1; 0 where they did not. One person's points are always together. */
  people: Int32Array;
  /** 1 for a point that is to be in no tree. */
  gone: Uint8Array;
}

/** Some points with all their edges, those to points outside the region included. */
export interface Region {
  /** The points of the region, ascending, and behind them those outside that have edges into it. */
  points: Uint32Array;
  /** How many are in the region. Numbers below are places in `points`. */
  count: number;
  /** Place of a point in `points`; -1 where it is not there. */
  localOf: Int32Array;
  /** Person of each of `points`. */
  people: Int32Array;
  /** Where the edges of each point of the region begin, and behind them their number. */
  starts: Uint32Array;
  others: Int32Array;
  /** Likeness times the weights of both points; -Infinity for a pair that must be apart. */
  sums: Float64Array;
}

/**
 * @param isInside 1 for the points of the region
 * @param apart pairs that are not one person because the user said so
 */
export function cutOutRegion(
  rows: GraphRows,
  facts: PointFacts,
  apart: readonly (readonly [number, number])[],
  isInside: Uint8Array,
  measure: Measure,
): Region {
  const size = rows.size;
  const localOf = new Int32Array(size).fill(-1);
  const inside: number[] = [];
  for (let point = 0; point < size; point++) {
    if (!isInside[point] || facts.gone[point]) continue;
    localOf[point] = inside.length;
    inside.push(point);
  }
  const count = inside.length;
  const points = inside;
  const localise = (point: number): number => {
    if (localOf[point] < 0) localOf[point] = points.push(point) - 1;
    return localOf[point];
  };

  const edges = new EdgeList();
  const mass = (point: number) => (facts.poor[point] ? poorMass : 1);
  const { neighbours, distances, crowding } = rows;
  for (let a = 0; a < size; a++) {
    if (facts.gone[a]) continue;
    for (let at = a * neighboursKept; at < (a + 1) * neighboursKept; at++) {
      const b = neighbours[at];
      if (b === nobody) break;
      if ((!isInside[a] && !isInside[b]) || facts.gone[b]) continue;
      if (facts.poor[a] && facts.poor[b]) continue;
      if (b < a && hasInRow(rows, b, a)) continue;
      const like = likeness(distances[at], crowding[a], crowding[b], measure);
      edges.add(localise(a), localise(b), like * mass(a) * mass(b));
    }
  }
  const oppose = (a: number, b: number): void => {
    if (facts.people[a] !== 0 && facts.people[a] === facts.people[b]) return;
    if (isInside[a] || isInside[b]) edges.add(localise(a), localise(b), -Infinity);
  };
  for (const mates of matesOf(inside.slice(0, count), facts)) {
    for (let i = 0; i < mates.length; i++) for (let j = 0; j < i; j++) oppose(mates[i], mates[j]);
  }
  for (const [a, b] of apart) if (!facts.gone[a] && !facts.gone[b]) oppose(a, b);

  return {
    points: Uint32Array.from(points),
    count,
    localOf,
    people: Int32Array.from(points, (point) => facts.people[point]),
    ...edges.byPoint(count),
  };
}

/** The points of each photo that is in the region with one and has several. */
function matesOf(inside: readonly number[], { photos, gone }: PointFacts): number[][] {
  const byPhoto = new Map<number, number[]>();
  for (const point of inside) byPhoto.set(photos[point], []);
  for (let point = 0; point < photos.length; point++) {
    if (!gone[point]) byPhoto.get(photos[point])?.push(point);
  }
  return [...byPhoto.values()].filter((points) => points.length > 1);
}

class EdgeList {
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  readonly #sums: number[] = [];

  add(a: number, b: number, sum: number): void {
    this.#a.push(a);
    this.#b.push(b);
    this.#sums.push(sum);
  }

  /** Each edge with both its ends that are in the region. */
  byPoint(count: number): Pick<Region, 'starts' | 'others' | 'sums'> {
    const starts = new Uint32Array(count + 1);
    for (const ends of [this.#a, this.#b]) for (const end of ends) if (end < count) starts[end + 1]++;
    for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
    const at = starts.slice();
    const others = new Int32Array(starts[count]);
    const sums = new Float64Array(starts[count]);
    const put = (from: number, to: number, sum: number): void => {
      if (from >= count) return;
      others[at[from]] = to;
      sums[at[from]++] = sum;
    };
    for (let k = 0; k < this.#a.length; k++) {
      put(this.#a[k], this.#b[k], this.#sums[k]);
      put(this.#b[k], this.#a[k], this.#sums[k]);
    }
    return { starts, others, sums };
  }
}

/** Points of the trees that hold any of these, and these themselves, as flags. */
export function insideOf(points: Iterable<number>, trees: Uint32Array, wanted: Set<number>): Uint8Array {
  const isInside = new Uint8Array(trees.length);
  const inTrees = new Set(wanted);
  for (const point of points) {
    if (trees[point] === noTree) isInside[point] = 1;
    else inTrees.add(trees[point]);
  }
  for (let point = 0; point < trees.length; point++) if (inTrees.has(trees[point])) isInside[point] = 1;
  return isInside;
}
