import { required } from '../../common/elements.ts';
import { uint32At } from '../../common/typed-arrays.ts';
import type { KnownPersonRow } from '../../db/people.ts';
import type { View } from './view.ts';

/** Order of people within each part of a list. */
export type ListOrder = 'faces' | 'name';

/**
 * Sorts groups: favourites, other named people, then groups without a name; within each by falling number of faces or
 * by name, equal ones by their lowest face. A hundred thousand groups are sorted by one number each.
 */
export function inListOrder(view: View, groups: readonly number[], order: ListOrder): number[] {
  const { faces } = view.linked;
  const points = faces.size + 1;
  const places = order === 'name' ? placesByName(view.known.values()) : null;
  const keys = Float64Array.from(groups, (group) => {
    const person = view.known.get(view.groups.personOf(group) ?? 0);
    const place = places?.get(person?.id ?? 0) ?? points - view.groups.sizeOf(group);
    return (rankOf(person) * points + place) * points + view.groups.lowestOf(group);
  }).sort();
  return Array.from(keys, (key) =>
    required(view.groups.groupOf(uint32At(faces.columns.faceIds, key % points))),
  );
}

/** Part of the list: 0 for favourites, 1 for other named people, 2 for the rest. */
export function rankOf(person: KnownPersonRow | undefined): 0 | 1 | 2 {
  if (person === undefined) return 2;
  if (person.favourite) return 0;
  return person.name === null ? 2 : 1;
}

/** Places of named people in the order of their names, by row of `people`. */
function placesByName(known: Iterable<KnownPersonRow>): Map<number, number> {
  const { compare } = new Intl.Collator();
  const named = [...known].filter(({ name }) => name !== null);
  named.sort((a, b) => compare(a.name ?? '', b.name ?? ''));
  return new Map(named.map(({ id }, place) => [id, place]));
}
