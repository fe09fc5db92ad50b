import type { ReviewPage, ReviewQuestion, ReviewSide } from '../contract/insights.ts';
import { isHidden, publicId, type View } from './people.ts';

/** Two groups that are neighbours in the dendrogram, and the height at which they come together. */
interface Pair {
  a: number;
  b: number;
  height: number;
}

/** Faces that show who a group is. */
const facesShown = 4;

/**
 * "Is this the same person?", of the pairs of groups that come together soonest above a distance: those first whose
 * answer tells most. Groups that must not be together have no common tree, and so are never asked about; the hidden
 * and faces that are left out are not either.
 * @param reach distance above the threshold at which a question is worth half as much as right at it
 */
export function nextQuestions(view: View, distance: number, limit: number, reach: number): ReviewPage {
  const pairs = pairsAbove(view, distance);
  const worth = ({ a, b, height }: Pair): number => {
    const sizes = Math.log2(1 + view.groups.sizeOf(a)) + Math.log2(1 + view.groups.sizeOf(b));
    return sizes / (1 + (height - distance) / reach);
  };
  const ranked = pairs
    .map((pair) => ({ pair, worth: worth(pair) }))
    .sort((x, y) => y.worth - x.worth || x.pair.height - y.pair.height || x.pair.a - y.pair.a);
  return {
    questions: ranked.slice(0, limit).map(({ pair }) => describe(view, pair)),
    remaining: pairs.length,
  };
}

/** Between two groups in the order lie heights; the highest of them is that at which they are one. */
function pairsAbove({ linked, groups, known }: View, distance: number): Pair[] {
  const { gaps } = linked.dendrogram;
  const pairs: Pair[] = [];
  let before = -1;
  let height = 0;
  for (let group = 0; group < groups.count; group++) {
    if (group > 0) height = Math.max(height, gaps[groups.startOf(group) - 1]);
    if (groups.isLeftOut(group) || isHidden(groups, group, known)) continue;
    if (before >= 0 && height > distance && height !== Infinity) pairs.push({ a: before, b: group, height });
    [before, height] = [group, 0];
  }
  return pairs;
}

/** The side that is known, or else the larger, comes first: the question is whether the other is it as well. */
function describe(view: View, { a, b, height }: Pair): ReviewQuestion {
  const [one, other] = [sideOf(view, a), sideOf(view, b)];
  const isKnown = ({ id }: ReviewSide) => (id.startsWith('p') ? 1 : 0);
  const order =
    Number(other.name !== null) - Number(one.name !== null) ||
    isKnown(other) - isKnown(one) ||
    other.total - one.total;
  return order > 0 ? { a: other, b: one, distance: height } : { a: one, b: other, distance: height };
}

function sideOf(view: View, group: number): ReviewSide {
  const { faceIds, people, prominence } = view.linked.faces.columns;
  const found = view.groups.get(group);
  const before = (a: number, b: number): boolean => {
    const confirmed = Number(people[a] !== 0) - Number(people[b] !== 0);
    if (confirmed !== 0) return confirmed > 0;
    return prominence[a] !== prominence[b] ? prominence[a] > prominence[b] : a < b;
  };
  // Of a hundred thousand faces four are wanted: no need to sort them all.
  const best: number[] = [];
  for (const point of found.members) {
    const at = best.findIndex((other) => before(point, other));
    if (at >= 0) best.splice(at, 0, point);
    else if (best.length < facesShown) best.push(point);
    if (best.length > facesShown) best.pop();
  }
  return {
    id: publicId(view, found),
    name: view.known.get(found.personId ?? 0)?.name ?? null,
    faces: best.map((point) => faceIds[point]),
    total: found.members.length,
  };
}
