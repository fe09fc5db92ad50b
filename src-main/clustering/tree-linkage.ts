import { required } from '../common/elements.ts';
import { addFloat64, float64At, int32At, uint32At, uint8At } from '../common/typed-arrays.ts';
import { type Dendrogram, joinRuns } from './dendrogram.ts';
import { EdgeLists } from './edge-lists.ts';
import { heightOf, similarityAt } from './measure.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { LinkageEdges } from './linkage-edges.ts';
import { massOf, type LinkageInput } from './linkage-input.ts';

/**
 * [Note: Within a tree] Average linkage selects candidates: a tree contains the faces of one person and of a
 * few who look alike. Within a tree it decides badly. A face turned away is similar to a few of its person's
 * hundreds, so its mean similarity to them is small, and it merges first with another such face, of whomever.
 * So the groups shown are linked within each tree by another similarity of two groups: the sum over all pairs
 * of faces, divided by a high power of the smaller group's mass and a low power of the larger one's. The
 * larger the smaller group, the more evidence is asked: groups of a dozen photos each that have not met by
 * now are probably two people. For two single faces it is their similarity.
 *
 * This similarity may grow when others merge, so merges cannot be replayed as in average linkage [Note:
 * Linking a change]. Trees are small, however, and an unchanged tree keeps its linkage.
 */
const exponents = { smaller: 1.75, larger: 0.25 };

/** A merge of two clusters, each given by one of its points. */
interface Merge {
  a: number;
  b: number;
  height: number;
}

/**
 * Links the points within each tree.
 * @param points points of the trees
 * @param treeOf tree number of each point; another number for all other points
 */
export function linkWithin(
  input: LinkageInput,
  edges: LinkageEdges,
  points: Uint32Array,
  treeOf: Int32Array,
): Merge[] {
  return new TreeLinkage(input, edges, points, treeOf).run();
}

/** The dendrogram of these merges. Trees are in the order of `points`, in which each tree is contiguous. */
export function dendrogramOf(points: Uint32Array, merges: readonly Merge[]): Dendrogram {
  const placeOf = new Map(Array.from(points, (point, place) => [point, place]));
  const runs = {
    leaves: points,
    gaps: new Float32Array(points.length).fill(Infinity),
    nodes: Uint32Array.from({ length: points.length + 1 }, (_, place) => place),
  };
  return joinRuns(
    runs,
    merges.map(({ a, b, height }) => ({ a: required(placeOf.get(a)), b: required(placeOf.get(b)), height })),
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
  /** Parent of each cluster, by one of its points; itself for a root. */
  readonly #above: Uint32Array;
  readonly #mass: Float64Array;
  readonly #height: Float64Array;
  readonly #isNamed: Uint8Array;
  /**
   * Upper bound of the similarity to the clusters that each one examined last. Queue entries that differ from
   * it are outdated.
   */
  readonly #bound: Float64Array;
  readonly #bounds = new PriorityQueue();
  readonly #rootOf = (point: number): number => this.#root(point);
  /** Results of {@link #survey}. */
  #best = 0;
  #partner = -1;

  constructor(input: LinkageInput, edges: LinkageEdges, points: Uint32Array, treeOf: Int32Array) {
    const { size } = input.rows;
    this.#input = input;
    this.#edges = edges;
    this.#points = points;
    this.#treeOf = treeOf;
    this.#lists = new EdgeLists(size, edges.most);
    this.#least = similarityAt(input.measure.loosest, input.measure);
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

  /** Reads the edges of a point within its tree. */
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

  /** Merges the points of each person at height 0, before any other merge. */
  #joinPeople(): void {
    const { people } = this.#input.facts;
    const clusterOf = new Map<number, number>();
    for (const point of this.#points) {
      if (people[point] === 0) continue;
      const cluster = clusterOf.get(int32At(people, point));
      clusterOf.set(int32At(people, point), cluster === undefined ? point : this.#unite(cluster, point, 0));
    }
  }

  #root(point: number): number {
    let at = point;
    while (this.#above[at] !== at) at = this.#above[at] = uint32At(this.#above, uint32At(this.#above, at));
    return at;
  }

  #refresh(cluster: number): void {
    this.#survey(cluster);
    this.#bound[cluster] = this.#best;
    this.#push(cluster);
  }

  #push(cluster: number): void {
    if (float64At(this.#bound, cluster) > this.#least)
      this.#bounds.push(float64At(this.#bound, cluster), cluster);
  }

  #dropOutdated(): void {
    const queue = this.#bounds;
    while (queue.size > 0) {
      const { top } = queue;
      if (this.#above[top] === top && this.#bound[top] === queue.highest) return;
      queue.pop();
    }
  }

  /** Finds the most similar cluster. */
  #survey(cluster: number): void {
    const { ends, sums } = this.#lists;
    const count = this.#lists.gather(cluster, this.#rootOf);
    this.#best = 0;
    this.#partner = -1;
    for (let k = 0; k < count; k++) {
      const other = int32At(ends, k);
      if (this.#isNamed[cluster] && this.#isNamed[other]) continue;
      const similarity = this.#similarity(cluster, other, float64At(sums, k));
      if (similarity > this.#best || (similarity === this.#best && other < this.#partner)) {
        this.#best = similarity;
        this.#partner = other;
      }
    }
  }

  #similarity(a: number, b: number, sum: number): number {
    const [massOfA, massOfB] = [float64At(this.#mass, a), float64At(this.#mass, b)];
    const [smaller, larger] = massOfA < massOfB ? [massOfA, massOfB] : [massOfB, massOfA];
    // A low-quality face has almost no weight, in the sum as well.
    const weight = Math.min(1, smaller) * Math.min(1, larger);
    const asked = Math.max(1, smaller) ** exponents.smaller * Math.max(1, larger) ** exponents.larger;
    return sum / (weight * asked);
  }

  /** @returns the merged cluster */
  #unite(a: number, b: number, height: number): number {
    const [kept, absorbed] = this.#lists.degreeOf(a) < this.#lists.degreeOf(b) ? [b, a] : [a, b];
    const own = Math.max(height, float64At(this.#height, kept), float64At(this.#height, absorbed));
    this.#merges.push({ a: kept, b: absorbed, height: own });
    this.#above[absorbed] = kept;
    this.#lists.join(kept, absorbed);
    this.#height[kept] = own;
    addFloat64(this.#mass, kept, float64At(this.#mass, absorbed));
    this.#isNamed[kept] = uint8At(this.#isNamed, kept) | uint8At(this.#isNamed, absorbed);
    return kept;
  }
}
