function outside(length: number, index: number): never {
  throw new RangeError(`item ${index} is outside a list of ${length}`);
}

/** `items[index]`. Throws a RangeError where the index lies outside. Numeric loops use `typed-arrays.ts`. */
export function elementAt<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined && !(index in items)) outside(items.length, index);
  return item as T;
}

/** `entries[key]`. Throws a RangeError where there is none. */
export function entryOf<T>(entries: Readonly<Record<string, T>>, key: string): T {
  if (!Object.hasOwn(entries, key)) throw new RangeError(`there is no entry '${key}'`);
  return entries[key] as T;
}

/** A tuple of `N` items. */
type Tuple<T, N extends number, Items extends T[] = []> = Items['length'] extends N
  ? Items
  : Tuple<T, N, [...Items, T]>;

/** The first `count` items, for destructuring. Throws a RangeError where there are fewer. */
export function firstItems<T, const N extends number>(items: ArrayLike<T>, count: N): Tuple<T, N> {
  if (items.length < count) outside(items.length, count - 1);
  return Array.from({ length: count }, (_, i) => items[i]) as Tuple<T, N>;
}

/** A value that is known to be there. Throws an Error where it is null or undefined. */
export function required<T>(value: T): NonNullable<T> {
  if (value === null || value === undefined) throw new Error('a value that must be there is missing');
  return value;
}
