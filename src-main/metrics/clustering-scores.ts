import { required } from '../common/elements.ts';
import { float64At, numberAt } from '../common/typed-arrays.ts';

/** Precision and recall, 0 to 1, and their harmonic mean. */
export interface Scores {
  precision: number;
  recall: number;
  f: number;
}

export interface ClusteringScores {
  bcubed: Scores;
  pairwise: Scores;
}

/** B-cubed precision and recall of each face, 0 to 1. */
export interface BcubedByFace {
  precision: Float64Array;
  recall: Float64Array;
}

/**
 * Scores clusters against people. B-cubed (Bagga and Baldwin 1998; Amigó et al. 2009) is a mean over faces: precision is
 * the part of a face's cluster, the face included, that is its person's; recall is the part of its person's faces that is
 * in its cluster. People thus count by their number of faces. Pairwise scores are over pairs of faces: precision is the
 * part of the joined pairs that are of one person, recall the part of the pairs of one person that are joined. People thus
 * count by the square of their number of faces. Without pairs, a rate is 1.
 * @param clusters members of each cluster; every face is in one
 * @param people the person of each face
 */
export function scoreClusters(
  clusters: readonly (readonly number[])[],
  people: ArrayLike<number>,
): ClusteringScores {
  const sizes = sizesOf(people);
  const pairs = { right: 0, joined: 0, ofPeople: 0 };
  for (const size of sizes.values()) pairs.ofPeople += twosOf(size);
  for (const cluster of clusters) {
    pairs.joined += twosOf(cluster.length);
    for (const part of partsOf(cluster, people).values()) pairs.right += twosOf(part);
  }
  return {
    bcubed: meanBcubed(bcubedByFace(clusters, people)),
    pairwise: scores(ratio(pairs.right, pairs.joined), ratio(pairs.right, pairs.ofPeople)),
  };
}

/** Computes B-cubed precision and recall of each face, whose means {@link scoreClusters} returns. */
export function bcubedByFace(
  clusters: readonly (readonly number[])[],
  people: ArrayLike<number>,
): BcubedByFace {
  const sizes = sizesOf(people);
  const precision = new Float64Array(people.length);
  const recall = new Float64Array(people.length);
  for (const cluster of clusters) {
    const parts = partsOf(cluster, people);
    for (const face of cluster) {
      const part = required(parts.get(numberAt(people, face)));
      precision[face] = part / cluster.length;
      recall[face] = part / required(sizes.get(numberAt(people, face)));
    }
  }
  return { precision, recall };
}

/** @param counts multiplicity of each face; 1 each where not given */
export function meanBcubed({ precision, recall }: BcubedByFace, counts?: ArrayLike<number>): Scores {
  const sums = { precision: 0, recall: 0, faces: 0 };
  for (let face = 0; face < precision.length; face++) {
    const count = counts ? numberAt(counts, face) : 1;
    sums.faces += count;
    sums.precision += count * float64At(precision, face);
    sums.recall += count * float64At(recall, face);
  }
  return scores(ratio(sums.precision, sums.faces), ratio(sums.recall, sums.faces));
}

/** Counts the faces of each person in a cluster. */
function partsOf(cluster: readonly number[], people: ArrayLike<number>): Map<number, number> {
  const parts = new Map<number, number>();
  for (const face of cluster) parts.set(numberAt(people, face), (parts.get(numberAt(people, face)) ?? 0) + 1);
  return parts;
}

function sizesOf(people: ArrayLike<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let i = 0; i < people.length; i++)
    sizes.set(numberAt(people, i), (sizes.get(numberAt(people, i)) ?? 0) + 1);
  return sizes;
}

/** Number of pairs among n. */
const twosOf = (n: number): number => (n * (n - 1)) / 2;

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function scores(precision: number, recall: number): Scores {
  const total = precision + recall;
  return { precision, recall, f: total === 0 ? 0 : (2 * precision * recall) / total };
}
