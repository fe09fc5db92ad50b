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
  const n = people.length;
  const sizes = new Map<number, number>();
  for (let i = 0; i < n; i++) sizes.set(people[i], (sizes.get(people[i]) ?? 0) + 1);

  let precision = 0;
  let recall = 0;
  const pairs = { right: 0, joined: 0, ofPeople: 0 };
  for (const size of sizes.values()) pairs.ofPeople += twosOf(size);
  for (const cluster of clusters) {
    pairs.joined += twosOf(cluster.length);
    const parts = new Map<number, number>();
    for (const face of cluster) parts.set(people[face], (parts.get(people[face]) ?? 0) + 1);
    for (const [person, part] of parts) {
      precision += (part * part) / cluster.length;
      recall += (part * part) / sizes.get(person)!;
      pairs.right += twosOf(part);
    }
  }
  return {
    bcubed: scores(ratio(precision, n), ratio(recall, n)),
    pairwise: scores(ratio(pairs.right, pairs.joined), ratio(pairs.right, pairs.ofPeople)),
  };
}

/** In how many ways two of n can be chosen. */
const twosOf = (n: number): number => (n * (n - 1)) / 2;

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function scores(precision: number, recall: number): Scores {
  const total = precision + recall;
  return { precision, recall, f: total === 0 ? 0 : (2 * precision * recall) / total };
}
