import { uint32At } from '../../common/typed-arrays.ts';
import type { Group } from './groups.ts';
import type { View } from './view.ts';

/** Most people listed. */
const most = 12;

/** Somebody in photos of a person. */
interface Companion {
  other: Group;
  /** Number of photos with both. */
  photos: number;
}

/** Named people in the photos of a group, the most frequent first; hidden people are left out. */
export function seenWith({ linked, groups, known }: View, { personId, members }: Group): Companion[] {
  const { photos } = linked.faces.columns;
  const photoOf = (point: number): number => uint32At(photos, point);
  const own = new Set(Array.from(members, photoOf));
  const companions: Companion[] = [];
  for (let group = 0; group < groups.count; group++) {
    const row = groups.personOf(group);
    const person = row === null || row === personId ? undefined : known.get(row);
    if (!person || person.name === null || person.hidden) continue;
    const other = groups.get(group);
    const shared = new Set(Array.from(other.members, photoOf).filter((photo) => own.has(photo)));
    if (shared.size > 0) companions.push({ other, photos: shared.size });
  }
  return companions.sort((a, b) => b.photos - a.photos).slice(0, most);
}
