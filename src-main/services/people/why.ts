import { uint32At } from '../../common/typed-arrays.ts';
import { neighboursKept } from '../../clustering/neighbour-graph.ts';
import { unitDistance } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { FaceNearby, WhyHere } from '../../contract/insights.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVector, getVectors } from '../../db/vectors.ts';
import type { FaceSearch } from '../model-session/face-search.ts';
import { publicId } from './people.ts';
import type { View } from './view.ts';

/** Largest number of faces reported per group. */
const facesTold = 6;
/** Largest number of neighbours searched for a face of another group. */
const mostSought = 1000;

/**
 * Evidence for a face's group: the nearest faces of its group, and of the nearest other group.
 * @throws FamiliarError `not-found`
 */
export function explainFace(db: ReadableDb, view: View, search: FaceSearch, faceId: number): WhyHere {
  const { groups, linked } = view;
  const vector = getVector(db, view.modelId, faceId);
  const group = groups.groupOf(faceId);
  if (!vector || group === undefined) throw new FamiliarError('not-found', `there is no face ${faceId}`);
  const point = linked.faces.pointOf(faceId);
  const sought = Math.min(mostSought, neighboursKept + groups.sizeOf(group));
  const near = search.neighbours(faceId, sought);
  const other = near
    .map((neighbour) => groups.groupOf(neighbour.faceId))
    .find((found) => found !== undefined && found !== group && !groups.isLeftOut(found));
  return {
    own: describe(db, view, group, vector, faceId),
    other: other === undefined ? null : describe(db, view, other, vector, faceId),
    confirmed: linked.faces.columns.people[point] !== 0,
    leftOut: groups.isLeftOut(group) ? linked.faces.weaknessOf(point) : null,
  };
}

function describe(
  db: ReadableDb,
  view: View,
  group: number,
  vector: Float32Array,
  asked: number,
): WhyHere['own'] {
  const { columns } = view.linked.faces;
  const found = view.groups.get(group);
  const ids = Array.from(found.members, (point) => uint32At(columns.faceIds, point)).filter(
    (id) => id !== asked,
  );
  const faces = getVectors(db, view.modelId, ids).map(({ faceId: id, vector: its }): FaceNearby => {
    const point = view.linked.faces.pointOf(id);
    const distance = unitDistance(vector, its);
    return { id, photoId: uint32At(columns.photos, point), distance, confirmed: columns.people[point] !== 0 };
  });
  faces.sort((x, y) => Number(y.confirmed) - Number(x.confirmed) || x.distance - y.distance || x.id - y.id);
  return {
    id: publicId(view, found),
    name: view.known.get(found.personId ?? 0)?.name ?? null,
    faces: faces.slice(0, facesTold),
  };
}
