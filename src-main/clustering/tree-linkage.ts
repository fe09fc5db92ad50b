import { type Dendrogram, joinRuns } from './dendrogram.ts';
import { EdgeLists } from './edge-lists.ts';
import { heightOf, likenessAt } from './measure.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import { massOf, type LinkageInput } from './linkage-input.ts';

/**
 * [Note: Within a tree] Average linkage tells who may be one person at all: its trees hold a person's faces and those of a few
 * who are alike. It is a poor judge within them. A face that is turned away is alike to a few of its person's hundreds, so
 * that its mean likeness to them is small, and it meets another such face first, whoever that is of. So what is shown is
 * linked within each tree by another likeness of two groups: all that their faces have in common, over the faces of the
 * smaller one and, far less, of the larger one. It asks the more the larger the smaller one is: where a dozen photos each
 * have not met by now, there are likely two people. For two single faces it is their likeness, as before.
 *
 * This likeness may grow when others merge, so that merges cannot be taken over as those of average linkage are
 * [Note: Linking a change]; but trees are small, and one in which nothing has changed stays as it was.
 */
const exponents = { smaller: 1.75, larger: 0.25 };

/** Merges of points by their numbers. */
interface Merge {
  a: number;
  b: number;
  height: number;
}

/**
 * Links anew within trees.
 * @param points of the trees
 * @param treeOf number of the tree of each of them; another for all other points
 */
export function linkWithin(
  input: LinkageInput,
  edges: LinkageEdges,
  points: Uint32Array,
  treeOf: Int32Array,
): Merge[] {
  return new TreeLinkage(input, edges, points, treeOf).run();
}

/** The trees of a forest, of these merges; trees in the order of `points`, in which each is in one piece. */
export function dendrogramOf(points: Uint32Array, merges: readonly Merge[]): Dendrogram {
  const placeOf = new Map(Array.from(points, (point, place) => [point, place]));
  const runs = {
    leaves: points,
    gaps: new Float32Array(points.length).fill(Infinity),
    nodes: Uint32Array.from({ length: points.length + 1 }, (_, place) => place),
  };
  return joinRuns(
    runs,
    merges.map(({ a, b, height }) => ({ a: placeOf.get(a)!, b: placeOf.get(b)!, height })),
  );
}

class TreeLinkage {
  readonly #input: LinkageInput;
  readonly #edges: LinkageEdges;
  readonly #points: Uint32Array;
  readonly #treeOf: Int32Array;
  readonly #lists: EdgeLists;
  readonly #least: number;
  readonly #merges: Merge[] = [];
  /** What each cluster has become a part of, by one of its points; itself where it stands. */
  readonly #above: Uint32Array;
  readonly #mass: Float64Array;
  readonly #height: Float64Array;
  readonly #isNamed: Uint8Array;
  /** No other cluster is more like each, of those that it looked at last; what the queue has besides is outdated. */
  readonly #bound: Float64Array;
  readonly #bounds = new PriorityQueue();
  readonly #rootOf = (point: number): number => this.#root(point);
  /** What {@link #survey} found. */
  #best = 0;
  #partner = -1;

  constructor(input: LinkageInput, edges: LinkageEdges, points: Uint32Array, treeOf: Int32Array) {
    const { size } = input.rows;
    this.#input = input;
    this.#edges = edges;
    this.#points = points;
    this.#treeOf = treeOf;
    this.#lists = new EdgeLists(size, edges.most);
    this.#least = likenessAt(input.measure.loosest, input.measure);
    this.#above = new Uint32Array(size);
    this.#mass = new Float64Array(size);
    this.#height = new Float64Array(size);
    this.#isNamed = new Uint8Array(size);
    this.#bound = new Float64Array(size);
  }

  run(): Merge[] {
    for (const point of this.#points) this.#begin(point);
    this.#joinPeople();
    for (const point of this.#points) if (this.#above[point] === point) this.#refresh(point);
    for (;;) {
      this.#dropOutdated();
      if (this.#bounds.size === 0) return this.#merges;
      const cluster = this.#bounds.pop();
      this.#survey(cluster);
      this.#bound[cluster] = this.#best;
      this.#dropOutdated();
      if (this.#best < this.#bounds.highest) this.#push(cluster);
      else if (this.#best > this.#least) {
        const height = heightOf(this.#best, this.#input.measure);
        this.#refresh(this.#unite(cluster, this.#partner, height));
      }
    }
  }

  /** Reads the edges of a point to others of its tree. */
  #begin(point: number): void {
    const tree = this.#treeOf[point];
    this.#edges.each(point, (other, sum) => {
      if (this.#treeOf[other] === tree && other !== point) this.#lists.add(other, sum);
    });
    this.#lists.begin(point);
    this.#above[point] = point;
    this.#mass[point] = massOf(this.#input.facts, point);
    this.#isNamed[point] = this.#input.facts.people[point] === 0 ? 0 : 1;
  }

  /** Points of one person are together before anything else is. */
  #joinPeople(): void {
    const { people } = this.#input.facts;
    const clusterOf = new Map<number, number>();
    for (const point of this.#points) {
      if (people[point] === 0) continue;
      const cluster = clusterOf.get(people[point]);
      clusterOf.set(people[point], cluster === undefined ? point : this.#unite(cluster, point, 0));
    }
  }

  #root(point: number): number {
    let at = point;
    while (this.#above[at] !== at) at = this.#above[at] = this.#above[this.#above[at]];
    return at;
  }

  #refresh(cluster: number): void {
    this.#survey(cluster);
    this.#bound[cluster] = this.#best;
    this.#push(cluster);
  }

  #push(cluster: number): void {
    if (this.#bound[cluster] > this.#least) this.#bounds.push(this.#bound[cluster], cluster);
  }

  #dropOutdated(): void {
    const queue = this.#bounds;
    while (queue.size > 0) {
      const { top } = queue;
      if (this.#above[top] === top && this.#bound[top] === queue.highest) return;
      queue.pop();
    }
  }

  /** Finds what a cluster is most like. */
  #survey(cluster: number): void {
    const { ends, sums } = this.#lists;
    const count = this.#lists.gather(cluster, this.#rootOf);
    this.#best = 0;
    this.#partner = -1;
    for (let k = 0; k < count; k++) {
      const other = ends[k];
      if (this.#isNamed[cluster] && this.#isNamed[other]) continue;
      const likeness = this.#likeness(cluster, other, sums[k]);
      if (likeness > this.#best || (likeness === this.#best && other < this.#partner)) {
        this.#best = likeness;
        this.#partner = other;
      }
    }
  }

  #likeness(a: number, b: number, sum: number): number {
    const [smaller, larger] =
      this.#mass[a] < this.#mass[b] ? [this.#mass[a], this.#mass[b]] : [this.#mass[b], this.#mass[a]];
    // A poor face weighs next to nothing, in the sum as well.
    const weight = Math.min(1, smaller) * Math.min(1, larger);
    const asked = Math.max(1, smaller) ** exponents.smaller * Math.max(1, larger) ** exponents.larger;
    return sum / (weight * asked);
  }

  /** @returns the cluster that both are now */
  #unite(a: number, b: number, height: number): number {
    const [kept, absorbed] = this.#lists.degreeOf(a) < this.#lists.degreeOf(b) ? [b, a] : [a, b];
    const own = Math.max(height, this.#height[kept], this.#height[absorbed]);
    this.#merges.push({ a: kept, b: absorbed, height: own });
    this.#above[absorbed] = kept;
    this.#lists.join(kept, absorbed);
    this.#height[kept] = own;
    this.#mass[kept] += this.#mass[absorbed];
    this.#isNamed[kept] |= this.#isNamed[absorbed];
    return kept;
  }
}
