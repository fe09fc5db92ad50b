import { elementAt } from '../common/elements.ts';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import { clustersAt } from '../clustering/dendrogram.ts';
import type { Measure } from '../clustering/measure.ts';
import { type ClusteringScores, scoreClusters } from './clustering-scores.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { linkVectors } from './link-vectors.ts';

export interface ClusteringAt extends ClusteringScores {
  distance: number;
  clusters: number;
}

/**
 * Clusters faces as the app does, every face in a photo of its own, cuts at the distances, and scores the clusters.
 * @param measure as {@link groupAt}
 */
export function clusterAt(
  faces: LabelledFaces,
  distances: readonly number[],
  measure?: Measure,
): ClusteringAt[] {
  const groups = groupAt(faces, distances, measure);
  return distances.map((distance, i) => judge(distance, elementAt(groups, i), faces.people));
}

/**
 * Computes the members of the clusters at each distance, which {@link clusterAt} scores.
 * @param measure linkage measure of the model of the vectors; dlib's where not given
 */
export function groupAt(
  { vectors, people }: LabelledFaces,
  distances: readonly number[],
  measure?: Measure,
): number[][][] {
  const { dendrogram } = linkVectors({ vectors, dimension, groups: [...people.keys()] }, measure);
  return distances.map((distance) => clustersAt(dendrogram, distance));
}

export function judge(distance: number, clusters: number[][], people: Uint32Array): ClusteringAt {
  return { distance, clusters: clusters.length, ...scoreClusters(clusters, people) };
}
