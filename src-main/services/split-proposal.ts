import type { SplitProposal } from '../contract/insights.ts';
import type { ReadableDb } from '../db/open.ts';
import { getVectors } from '../db/vectors.ts';
import { find, type View } from './people.ts';
import { byTypicality } from './typical.ts';

/**
 * Parts a person's faces where they came together last, that is by the next lower cut of that group. Faces said to
 * be one person are never parted.
 * @throws FamiliarError `not-found`
 */
export function proposeSplit(db: ReadableDb, view: View, id: string): SplitProposal {
  const { members, lowest } = find(view, id);
  const { faces, dendrogram } = view.linked;
  const { people, faceIds } = faces.columns;
  const gaps = dendrogram.gaps.subarray(view.groups.startOf(view.groups.groupOf(faceIds[lowest])!));
  let [highest, parted] = [-Infinity, 0];
  for (let at = 0; at + 1 < members.length; at++) {
    const [before, after] = [people[members[at]], people[members[at + 1]]];
    if (gaps[at] <= highest || (before !== 0 && before === after)) continue;
    [highest, parted] = [gaps[at], at + 1];
  }
  if (parted === 0) return { sides: null, distance: null };
  const sides = [members.subarray(0, parted), members.subarray(parted)]
    .sort((one, other) => other.length - one.length)
    .map((points) =>
      byTypicality(
        getVectors(
          db,
          view.modelId,
          Array.from(points, (point) => faceIds[point]),
        ),
      ),
    );
  return { sides: [sides[0], sides[1]], distance: highest };
}
