import { elementAt, required } from '../../common/elements.ts';
import { float32At, uint32At } from '../../common/typed-arrays.ts';
import type { SplitProposal } from '../../contract/insights.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { measureOf } from '../model-session/active-model.ts';
import { type FaceOrder, linkFaces } from './link-faces.ts';
import { find } from './people.ts';
import type { View } from './view.ts';
import { byTypicality } from './typical.ts';

interface Linked extends FaceOrder {
  /** Candidate positions of a split in dendrogram order. */
  at: number[];
}

/** Largest person whose pairs of faces are all compared: 2 million distances, a fraction of a second. */
const comparedAtMost = 2000;

/**
 * Proposes to split a person at the latest merge, that is, by the next lower cut of that group, or at an earlier
 * merge. A person who asks doubts the labels, so labelled faces are linked here without them; above {@link
 * comparedAtMost} faces they stay together.
 * @param nth number of better proposals to skip
 * @throws FamiliarError `not-found`
 */
export function proposeSplit(db: ReadableDb, view: View, id: string, nth = 0): SplitProposal {
  const { members } = find(view, id);
  const { people, faceIds } = view.linked.faces.columns;
  const vectors = getVectors(
    db,
    view.modelId,
    Array.from(members, (point) => uint32At(faceIds, point)),
  );
  const isSaid = members.some((point) => people[point] !== 0);
  const linked =
    isSaid && members.length <= comparedAtMost
      ? everywhere(linkFaces(vectors, view.linked.faces, measureOf(db, view.modelId)))
      : asGrouped(view, id);
  const { gaps, at } = linked;
  const [place] = at.sort((a, b) => float32At(gaps, b) - float32At(gaps, a) || a - b).slice(nth);
  if (place === undefined) return { sides: null, distance: null, more: false };
  const part = smallerPart(gaps, place);
  const byFace = new Map(vectors.map((face) => [face.faceId, face]));
  const sides = [
    linked.faceIds.filter((_, k) => k < part.from || k >= part.to),
    linked.faceIds.slice(part.from, part.to),
  ]
    .sort((one, other) => other.length - one.length)
    .map((side) => byTypicality(side.map((faceId) => required(byFace.get(faceId)))));
  const distance = float32At(gaps, place) <= 2 ? float32At(gaps, place) : null;
  return { sides: [elementAt(sides, 0), elementAt(sides, 1)], distance, more: nth + 1 < at.length };
}

const everywhere = ({ faceIds, gaps }: FaceOrder): Linked => ({
  faceIds,
  gaps,
  at: faceIds.slice(1).map((_, place) => place),
});

/** The library's dendrogram, which never separates faces with the same label. */
function asGrouped(view: View, id: string): Linked {
  const { members, lowest } = find(view, id);
  const { people, faceIds } = view.linked.faces.columns;
  const first = view.groups.startOf(required(view.groups.groupOf(uint32At(faceIds, lowest))));
  const at: number[] = [];
  for (let place = 0; place + 1 < members.length; place++) {
    const [before, after] = [people[uint32At(members, place)], people[uint32At(members, place + 1)]];
    if (before === 0 || before !== after) at.push(place);
  }
  return {
    faceIds: Array.from(members, (point) => uint32At(faceIds, point)),
    gaps: view.linked.dendrogram.gaps.subarray(first, first + members.length),
    at,
  };
}

/** The smaller of the two runs that merge at a position. */
function smallerPart(gaps: Float32Array, place: number): { from: number; to: number } {
  let [from, to] = [place, place + 1];
  while (from > 0 && float32At(gaps, from - 1) < float32At(gaps, place)) from--;
  while (to < gaps.length - 1 && float32At(gaps, to) <= float32At(gaps, place)) to++;
  to++;
  const [left, right] = [place + 1 - from, to - place - 1];
  return left < right ? { from, to: place + 1 } : { from: place + 1, to };
}
