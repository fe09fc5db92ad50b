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

/** How pure and how complete the cluster of each face is, 0 to 1. */
export interface BcubedByFace {
  precision: Float64Array;
  recall: Float64Array;
}

/**
 * How well clusters fit people. B-cubed (Bagga and Baldwin 1998; Amigó et al. 2009) takes the view of each face:
 * precision is the part of its cluster, itself included, that is its person; recall the part of its person that
 * is in its cluster; both are means over the faces, so that people count by their faces. Pairwise takes each two
 * faces: precision is the part of the pairs joined that are one person, recall the part of a person's pairs that
 * are joined; people count by the square of their faces. Without any pairs, those rates are 1.
 * @param clusters members of each cluster; every face in one
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

/** B-cubed as each face sees it, of which {@link scoreClusters} tells the mean. */
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
      const part = parts.get(people[face])!;
      precision[face] = part / cluster.length;
      recall[face] = part / sizes.get(people[face])!;
    }
  }
  return { precision, recall };
}

/** @param counts how often each face counts; all once where not given */
export function meanBcubed({ precision, recall }: BcubedByFace, counts?: ArrayLike<number>): Scores {
  const sums = { precision: 0, recall: 0, faces: 0 };
  for (let face = 0; face < precision.length; face++) {
    const count = counts ? counts[face] : 1;
    sums.faces += count;
    sums.precision += count * precision[face];
    sums.recall += count * recall[face];
  }
  return scores(ratio(sums.precision, sums.faces), ratio(sums.recall, sums.faces));
}

/** How many faces of a cluster each person has. */
function partsOf(cluster: readonly number[], people: ArrayLike<number>): Map<number, number> {
  const parts = new Map<number, number>();
  for (const face of cluster) parts.set(people[face], (parts.get(people[face]) ?? 0) + 1);
  return parts;
}

function sizesOf(people: ArrayLike<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let i = 0; i < people.length; i++) sizes.set(people[i], (sizes.get(people[i]) ?? 0) + 1);
  return sizes;
}

/** In how many ways two of n can be chosen. */
const twosOf = (n: number): number => (n * (n - 1)) / 2;

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function scores(precision: number, recall: number): Scores {
  const total = precision + recall;
  return { precision, recall, f: total === 0 ? 0 : (2 * precision * recall) / total };
}
