import { dot, embeddingDimension, normalise } from '../common/vectors.ts';
import type { VectorRow } from '../db/vectors.ts';

/** Faces that are one person at a distance: a named one's, or a cluster that nobody has named. */
export interface Group {
  /** Row of the named person; null for a cluster. */
  personId: number | null;
  faces: VectorRow[];
}

/**
 * Reconciles clusters to named people, never the reverse: a face that the user has labelled is with its
 * person whatever the clusters say. The unlabelled rest of a cluster goes with the one person labelled in
 * it; where several are, each face goes with the one whose labelled faces in that cluster it is nearest to.
 * @param labels person by face
 */
export function reconcile(clusters: readonly VectorRow[][], labels: ReadonlyMap<number, number>): Group[] {
  const named = new Map<number, Group>();
  const groups: Group[] = [];
  for (const cluster of clusters) {
    const labelled = Map.groupBy(
      cluster.filter((face) => labels.has(face.faceId)),
      (face) => labels.get(face.faceId)!,
    );
    if (labelled.size === 0) {
      groups.push({ personId: null, faces: cluster });
      continue;
    }
    const centres = [...labelled].map(([personId, faces]) => ({ personId, centre: meanDirection(faces) }));
    for (const face of cluster) {
      const personId = labels.get(face.faceId) ?? nearest(face, centres);
      let group = named.get(personId);
      if (!group) {
        group = { personId, faces: [] };
        named.set(personId, group);
        groups.push(group);
      }
      group.faces.push(face);
    }
  }
  return groups;
}

/** The mean of unit vectors, scaled to length 1. */
export function meanDirection(faces: readonly VectorRow[]): Float32Array {
  const mean = new Float32Array(embeddingDimension);
  for (const { vector } of faces) for (let k = 0; k < embeddingDimension; k++) mean[k] += vector[k];
  return normalise(mean);
}

function nearest(
  { vector }: VectorRow,
  centres: readonly { personId: number; centre: Float32Array }[],
): number {
  let best = centres[0];
  for (const other of centres) if (dot(vector, other.centre) > dot(vector, best.centre)) best = other;
  return best.personId;
}
