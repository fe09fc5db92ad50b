import { elementAt } from '../../common/elements.ts';
import { uint32At } from '../../common/typed-arrays.ts';
import { emptyLinkage, updateLinkage } from '../../clustering/linkage.ts';
import type { Measure } from '../../clustering/measure.ts';
import { NeighbourGraph, neighboursKept } from '../../clustering/neighbour-graph.ts';
import { dot, unitDistance } from '../../common/vectors.ts';
import type { FaceColumns } from '../model-session/face-table.ts';

/** A face and its vector, of length 1. */
export interface FaceVector {
  faceId: number;
  vector: Float32Array;
}

/** Faces in dendrogram order. */
export interface FaceOrder {
  faceIds: number[];
  /** Merge height between each face and the next; Infinity where they never merge, and after the last. */
  gaps: Float32Array;
}

/**
 * Links faces by comparing all pairs, ignoring labels; faces of one photo stay apart. A low-quality face joins the
 * most similar good one [Note: Low-quality faces].
 */
export function linkFaces(all: readonly FaceVector[], faces: FaceColumns, measure: Measure): FaceOrder {
  const { photos, lowQuality } = faces.columns;
  const isGood = ({ faceId }: FaceVector): boolean => lowQuality[faces.pointOf(faceId)] === 0;
  const good = all.some(isGood) ? all.filter(isGood) : all;
  const graph = new NeighbourGraph();
  good.forEach(({ vector }, point) => graph.add(nearestBefore(good, point, vector)));
  const points = good.map((_, point) => point);
  const facts = {
    photos: Uint32Array.from(good, ({ faceId }) => uint32At(photos, faces.pointOf(faceId))),
    lowQuality: new Uint8Array(good.length),
    people: new Int32Array(good.length),
    dismissed: new Uint8Array(good.length),
  };
  const input = { rows: graph.rows, facts, apart: [], measure };
  const { order, gaps } = updateLinkage(input, emptyLinkage, points).dendrogram;
  const others = good === all ? [] : all.filter((face) => !isGood(face));
  return beside(good, others, { order, gaps });
}

function nearestBefore(faces: readonly FaceVector[], count: number, vector: Float32Array) {
  return faces
    .slice(0, count)
    .map((other, point) => ({ point, distance: unitDistance(vector, other.vector) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, neighboursKept);
}

/** Places each low-quality face after its most similar good face. */
function beside(
  good: readonly FaceVector[],
  others: readonly FaceVector[],
  { order, gaps }: { order: Uint32Array; gaps: Float32Array },
): FaceOrder {
  const followers = Map.groupBy(others, ({ vector }) =>
    good.reduce(
      (best, face, point) =>
        dot(face.vector, vector) > dot(elementAt(good, best).vector, vector) ? point : best,
      0,
    ),
  );
  const placed = Array.from(order, (point, place) => {
    const following = followers.get(point) ?? [];
    const faceIds = [elementAt(good, point), ...following].map(({ faceId }) => faceId);
    return { faceIds, gaps: [...following.map(() => 0), gaps[place]] };
  });
  return {
    faceIds: placed.flatMap((each) => each.faceIds),
    gaps: Float32Array.from(placed.flatMap((each) => each.gaps)),
  };
}
