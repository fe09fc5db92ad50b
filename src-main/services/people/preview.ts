import { addUint32, uint32At } from '../../common/typed-arrays.ts';
import type { Dendrogram } from '../../clustering/dendrogram.ts';
import type { GroupingPreview, MergeHeights } from '../../contract/insights.ts';
import type { Groups } from './groups.ts';
import { isHidden, isShown } from './people.ts';
import type { View } from './view.ts';

/** Largest number of names reported. */
const namesTold = 20;
/** Bin width of merge heights. */
const step = 0.005;

/** Changes between two cuts of one dendrogram, found in one pass. */
export function previewChange(from: View, to: View, minFaces: number): GroupingPreview {
  const before = shownIn(from, minFaces);
  const after = shownIn(to, minFaces);
  const changed = new Map<number, number>();
  /** For each new group: number of groups shown now with faces in it. */
  const parts = new Uint32Array(to.groups.count);
  let split = 0;
  forEachOverlap(from.groups, to.groups, (group, first, last) => {
    if (!before[group]) return;
    if (first !== last) split++;
    for (let other = first; other <= last; other++) addUint32(parts, other, 1);
    const person = from.groups.personOf(group);
    if (person === null) return;
    const now = to.groups.groupOfPerson(person) ?? first;
    if (isSameRun(from.groups, group, to.groups, now)) return;
    changed.set(person, Math.abs(to.groups.sizeOf(now) - from.groups.sizeOf(group)));
  });
  let joined = 0;
  forEachOverlap(from.groups, to.groups, (group, first, last) => {
    if (!before[group]) return;
    for (let other = first; other <= last; other++) {
      if (uint32At(parts, other) < 2) continue;
      joined++;
      return;
    }
  });
  return {
    people: { from: sum(before), to: sum(after) },
    joined,
    split,
    named: namesOf(from, changed),
  };
}

/** Histogram of merge heights between two bounds, in one pass. */
export function histogramOf({ gaps }: Dendrogram, least: number, most: number): MergeHeights {
  const counts = new Uint32Array(Math.max(1, Math.round((most - least) / step)));
  // Heights are single-precision floats: 0.2 with a rounding error belongs to the bin from 0.2 on.
  const rounding = 1e-6;
  for (const gap of gaps) {
    if (gap < least - rounding || gap > most + rounding) continue;
    addUint32(counts, Math.min(counts.length - 1, Math.floor((gap - least + rounding) / step)), 1);
  }
  return { least, step, counts: Array.from(counts) };
}

/** 1 for each group that the list shows. */
function shownIn({ groups, known }: View, minFaces: number): Uint8Array {
  const shown = new Uint8Array(groups.count);
  for (let group = 0; group < groups.count; group++) {
    const isListed = isShown(groups, group, minFaces) && !groups.isLeftOut(group);
    shown[group] = isListed && !isHidden(groups, group, known) ? 1 : 0;
  }
  return shown;
}

/** Calls back with each group of one cut, and the first and last group of the other cut that share faces with it. */
function forEachOverlap(
  one: Groups,
  other: Groups,
  visit: (group: number, first: number, last: number) => void,
): void {
  let first = 0;
  for (let group = 0; group < one.count; group++) {
    while (other.startOf(first + 1) <= one.startOf(group)) first++;
    let last = first;
    while (other.startOf(last + 1) < one.startOf(group + 1)) last++;
    visit(group, first, last);
    first = last;
  }
}

const isSameRun = (one: Groups, a: number, other: Groups, b: number): boolean =>
  one.startOf(a) === other.startOf(b) && one.startOf(a + 1) === other.startOf(b + 1);

const sum = (flags: Uint8Array): number => flags.reduce((total, flag) => total + flag, 0);

function namesOf({ known }: View, changed: ReadonlyMap<number, number>): GroupingPreview['named'] {
  const names = [...changed]
    .sort(([a, x], [b, y]) => y - x || a - b)
    .flatMap(([person]) => known.get(person)?.name ?? []);
  return { names: names.slice(0, namesTold), more: Math.max(0, names.length - namesTold) };
}
