import type { Box } from '../contract/models.ts';
import type { ProposalSource } from '../db/proposals.ts';
import { sameRegionIou } from './merge.ts';
import { toUpright } from './orientation.ts';
import { type Match, matchBoxes } from './overlap.ts';
import type { MarkedFaces } from './photo-regions.ts';

export interface ProposedName {
  /** Position of the face in the list given. */
  face: number;
  name: string;
  source: ProposalSource;
}

/**
 * Matches marked faces to those found in the photo [Note: Frames of regions].
 * @param found boxes as fractions of the upright photo
 * @param lists what is to be believed first, first: a face takes its name from the first list that has one
 */
export function proposeNames(found: readonly Box[], lists: readonly MarkedFaces[]): ProposedName[] {
  const proposed = new Map<number, ProposedName>();
  for (const { source, orientations, faces } of lists) {
    for (const { first, second } of bestMatches(found, faces, orientations)) {
      if (!proposed.has(first)) proposed.set(first, { face: first, name: faces[second].name, source });
    }
  }
  return [...proposed.values()].sort((a, b) => a.face - b.face);
}

/** Under the orientation that makes the boxes overlap most; the first of those that do so alike. */
function bestMatches(
  found: readonly Box[],
  faces: MarkedFaces['faces'],
  orientations: readonly number[],
): Match[] {
  let best: Match[] = [];
  for (const orientation of orientations) {
    const boxes = faces.map(({ box }) => toUpright(box, orientation));
    const matches = matchBoxes(found, boxes, sameRegionIou);
    if (overlap(matches) > overlap(best)) best = matches;
  }
  return best;
}

const overlap = (matches: readonly Match[]): number => matches.reduce((sum, { iou }) => sum + iou, 0);
