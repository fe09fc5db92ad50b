import { required } from '../../common/elements.ts';
import { float32At, numberAt, uint32At } from '../../common/typed-arrays.ts';
import type { ReviewPage, ReviewQuestion, ReviewSide } from '../../contract/insights.ts';
import { isCluster } from '../../contract/person-id.ts';
import { find, isHidden, publicId } from './people.ts';
import type { View } from './view.ts';

/** The largest groups on both sides of a merge, and its height. */
interface Pair {
  a: number;
  b: number;
  height: number;
}

/** Faces that represent a group. */
const facesShown = 4;

/**
 * Questions "Is this the same person?" about pairs of groups that merge soonest above a distance, the most
 * informative first. Groups that are kept apart share no tree and are never asked about; neither are hidden people
 * and faces left out.
 * @param id restricts the questions to this person
 * @param reach distance above the threshold at which a question is worth half as much as at the threshold
 */
export function nextQuestions(
  view: View,
  distance: number,
  limit: number,
  reach: number,
  id?: string,
): ReviewPage {
  const all = mergesAbove(view, distance);
  const own = id === undefined ? null : groupOf(view, id);
  const pairs = own === null ? all : all.filter(({ a, b }) => a === own || b === own);
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

/** @throws FamiliarError `not-found` */
const groupOf = (view: View, id: string): number | undefined =>
  view.groups.groupOf(uint32At(view.linked.faces.columns.faceIds, find(view, id).lowest));

/**
 * The merges above a distance. The highest height between two groups in dendrogram order is their merge height. The
 * groups that merge there extend to the next greater height on either side; the largest on each side is the most
 * informative. A face is therefore asked about with the person it resembles, not with a group in between.
 */
function mergesAbove({ linked, groups, known }: View, distance: number): Pair[] {
  const { gaps } = linked.dendrogram;
  const shown: number[] = [];
  const heights: number[] = [];
  let height = 0;
  for (let group = 0; group < groups.count; group++) {
    if (group > 0) height = Math.max(height, float32At(gaps, groups.startOf(group) - 1));
    if (groups.isLeftOut(group) || isHidden(groups, group, known)) continue;
    if (shown.length > 0) heights.push(height);
    shown.push(group);
    height = 0;
  }
  const sizes = shown.map((group) => groups.sizeOf(group));
  const before = largestBefore(sizes, heights, (lower, here) => lower <= here);
  const after = largestBefore(sizes.toReversed(), heights.toReversed(), (lower, here) => lower < here);
  const last = heights.length - 1;
  return heights.flatMap((height, k) => {
    if (height <= distance || height === Infinity) return [];
    return [
      {
        a: numberAt(shown, numberAt(before, k)),
        b: numberAt(shown, shown.length - 1 - numberAt(after, last - k)),
        height,
      },
    ];
  });
}

/** For each height: index of the largest size before it, back to the first height outside its subtree. */
function largestBefore(
  sizes: readonly number[],
  heights: readonly number[],
  belongs: (lower: number, here: number) => boolean,
): number[] {
  const largest: number[] = [];
  const open: number[] = [];
  for (let k = 0; k < heights.length; k++) {
    let best = k;
    while (open.length > 0 && belongs(numberAt(heights, required(open.at(-1))), numberAt(heights, k))) {
      const other = numberAt(largest, required(open.pop()));
      if (numberAt(sizes, other) >= numberAt(sizes, best)) best = other;
    }
    largest.push(best);
    open.push(k);
  }
  return largest;
}

/** Puts the known side first, otherwise the larger one. The question asks whether the other is the same. */
function describe(view: View, { a, b, height }: Pair): ReviewQuestion {
  const [one, other] = [sideOf(view, a), sideOf(view, b)];
  const isKnown = ({ id }: ReviewSide) => (isCluster(id) ? 0 : 1);
  const order =
    Number(other.name !== null) - Number(one.name !== null) ||
    isKnown(other) - isKnown(one) ||
    other.total - one.total;
  return order > 0 ? { a: other, b: one, distance: height } : { a: one, b: other, distance: height };
}

function sideOf(view: View, group: number): ReviewSide {
  const { faceIds, photos, people, prominence } = view.linked.faces.columns;
  const found = view.groups.get(group);
  const before = (a: number, b: number): boolean => {
    const confirmed = Number(people[a] !== 0) - Number(people[b] !== 0);
    if (confirmed !== 0) return confirmed > 0;
    return prominence[a] !== prominence[b] ? float32At(prominence, a) > float32At(prominence, b) : a < b;
  };
  // Selects four of a hundred thousand faces without sorting them all.
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
    faces: best.map((point) => uint32At(faceIds, point)),
    photos: best.map((point) => uint32At(photos, point)),
    total: found.members.length,
  };
}
