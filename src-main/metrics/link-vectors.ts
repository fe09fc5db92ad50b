import type { Dendrogram } from '../clustering/dendrogram.ts';
import { emptyLinkage, type Linkage, updateLinkage } from '../clustering/linkage.ts';
import { builtInMeasure, type Measure } from '../clustering/measure.ts';
import { neighbourTask, searchHere } from '../clustering/exact-neighbours.ts';
import { NeighbourGraph } from '../clustering/neighbour-graph.ts';
import type { LinkageInput } from '../clustering/linkage-input.ts';
import { soughtToProject, VectorSet } from '../clustering/vector-set.ts';

/** Points to be clustered. */
export interface Points {
  /** n unit vectors of `dimension` floats, one after the other. */
  vectors: Float32Array;
  dimension: number;
  /** n group numbers: the photo of each face [Note: Faces of one photo]. */
  groups: ArrayLike<number>;
  /** n flags: 1 for a point that must not start a cluster [Note: Low-quality faces]; none where it is not given. */
  lowQuality?: Uint8Array;
  /** Youth estimate of each point, 0 to 255 [Note: Small children]; 0 each where not given. */
  young?: Uint8Array;
}

/**
 * Links points without labels or rejections, as a library links its faces.
 * @returns the dendrogram, and the linkage with its input, which can be updated
 */
export function linkVectors(
  { vectors, dimension, groups, lowQuality, young }: Points,
  measure: Measure = builtInMeasure,
): { dendrogram: Dendrogram; linkage: Linkage; input: LinkageInput } {
  const count = groups.length;
  const set = new VectorSet(count, dimension);
  for (let i = 0; i < count; i++) set.add(i, vectors.subarray(i * dimension, (i + 1) * dimension));
  if (count >= soughtToProject) set.project();
  const graph = new NeighbourGraph();
  graph.extend(count);
  searchHere(neighbourTask(set, graph.rows, () => true));
  const facts = {
    photos: Uint32Array.from(groups),
    lowQuality: lowQuality ?? new Uint8Array(count),
    people: new Int32Array(count),
    dismissed: new Uint8Array(count),
    young,
  };
  const input = { rows: graph.rows, facts, apart: [], measure };
  const points = Array.from({ length: count }, (_, i) => i);
  const linkage = updateLinkage(input, emptyLinkage, points);
  return { input, linkage, dendrogram: linkage.dendrogram };
}
