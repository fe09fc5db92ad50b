import { clustersAt, type Dendrogram } from './dendrogram.ts';
import { neighboursKept, nobody } from './neighbour-graph.ts';
import type { LinkageInput } from './linkage-input.ts';

/**
 * An oracle for linkage: the definitions of `clustering/README.md`, computed by comparing all pairs of points
 * at every merge. It shares no constant with the code under test; its values are those of the dlib ResNet.
 */
const softness = 0.036;
const mates = 0.235;
const strictness = 0.27;
const loosest = 0.6;
const lowQualityMass = 1e-6;

const similarityAt = (distance: number): number => Math.exp(-distance / softness);
const heightOf = (mean: number): number => Math.max(0, -softness * Math.log(mean));

/** The clusters after a merge, and its height. */
export interface NaiveStep {
  clusters: number[][];
  height: number;
}

const massOf = ({ facts }: LinkageInput, points: readonly number[]): number =>
  points.reduce((sum, i) => sum + (facts.lowQuality[i] ? lowQualityMass : 1), 0);

/** Similarity of two points times their masses; negative for evidence against one person. */
function similarityOf({ rows, facts, apart }: LinkageInput, a: number, b: number): number {
  if (facts.people[a] !== 0 && facts.people[a] === facts.people[b]) return 0;
  const isApart =
    apart.some(([x, y]) => (x === a && y === b) || (x === b && y === a)) ||
    (facts.people[a] !== 0 && facts.people[b] !== 0);
  if (isApart) return -Infinity;
  const masses = (facts.lowQuality[a] ? lowQualityMass : 1) * (facts.lowQuality[b] ? lowQualityMass : 1);
  const against = facts.photos[a] === facts.photos[b] ? masses * similarityAt(mates) : 0;
  if (facts.lowQuality[a] && facts.lowQuality[b]) return -against;
  const [row, other] = a > b ? [a, b] : [b, a];
  const childhood = facts.young ? Math.min(facts.young[a]!, facts.young[b]!) / 255 : 0;
  for (let at = row * neighboursKept; at < (row + 1) * neighboursKept; at++) {
    if (rows.neighbours[at] === nobody) break;
    if (rows.neighbours[at] !== other) continue;
    return masses * similarityAt(rows.distances[at]! + strictness * childhood) - against;
  }
  return -against;
}

const sumBetween = (input: LinkageInput, a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x) => sum + b.reduce((part, y) => part + similarityOf(input, x, y), 0), 0);

/** Merges the two most similar clusters repeatedly, starting with the labelled people. */
function mergeMostSimilar(
  input: LinkageInput,
  points: readonly number[],
  like: (a: readonly number[], b: readonly number[]) => number,
): NaiveStep[] {
  const { people } = input.facts;
  let clusters = [...Map.groupBy(points, (i) => (people[i] === 0 ? `p${i}` : people[i])).values()];
  const steps = [{ clusters, height: 0 }];
  for (;;) {
    let best = { similarity: 0, a: -1, b: -1 };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = 0; b < a; b++) {
        const similarity = like(clusters[a]!, clusters[b]!);
        if (similarity > best.similarity) best = { similarity, a, b };
      }
    }
    const height = heightOf(best.similarity);
    if (best.a < 0 || height > loosest) return steps;
    const joined = [...clusters[best.a]!, ...clusters[best.b]!];
    clusters = [...clusters.filter((_, i) => i !== best.a && i !== best.b), joined];
    steps.push({ clusters, height });
  }
}

/** Average linkage: the similarity of two clusters is the mean over all pairs of their points. */
export function linkByAverage(input: LinkageInput): NaiveStep[] {
  const present = Array.from({ length: input.rows.size }, (_, i) => i).filter(
    (i) => !input.facts.dismissed[i],
  );
  return mergeMostSimilar(
    input,
    present,
    (a, b) => sumBetween(input, a, b) / (massOf(input, a) * massOf(input, b)),
  );
}

/** Linkage within the trees of average linkage, by the similarity of [Note: Within a tree]. */
export function linkWithinTrees(input: LinkageInput, averaged: Dendrogram): NaiveStep[] {
  const trees = clustersAt(averaged, loosest);
  const treeOf = new Map(trees.flatMap((points, tree) => points.map((point) => [point, tree] as const)));
  const isNamed = (cluster: readonly number[]) => cluster.some((i) => input.facts.people[i] !== 0);
  const steps = mergeMostSimilar(input, trees.flat(), (a, b) => {
    if (treeOf.get(a[0]!) !== treeOf.get(b[0]!) || (isNamed(a) && isNamed(b))) return 0;
    const [x, y] = [massOf(input, a), massOf(input, b)];
    const asked = Math.max(1, Math.min(x, y)) ** 1.75 * Math.max(1, x, y) ** 0.25;
    return sumBetween(input, a, b) / (Math.min(1, x) * Math.min(1, y) * asked);
  });
  // A merge is not lower than earlier ones, so that a larger distance never splits a group.
  let height = 0;
  return steps.map((step) => ({ ...step, height: (height = Math.max(height, step.height)) }));
}
