/** Selectable items: ids by index in a list; undefined where not loaded. */
export type IdAt<Id> = (index: number) => Id | undefined;

export const selectionOf = <Id>(ids: Iterable<Id> = []): ReadonlySet<Id> => new Set(ids);

/** Toggles an item of the selection. */
export function toggled<Id>(selected: ReadonlySet<Id>, id: Id): Set<Id> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/**
 * Extends the selection from the anchor to an index. Items of an earlier range from the same anchor are removed, as
 * in a file manager.
 * @param reached the other end of the range before
 */
export function extended<Id>(
  selected: ReadonlySet<Id>,
  { anchor, reached, to }: { anchor: number; reached: number; to: number },
  idAt: IdAt<Id>,
): Set<Id> {
  const before = new Set(between(anchor, reached, idAt));
  return new Set([...[...selected].filter((id) => !before.has(id)), ...between(anchor, to, idAt)]);
}

/** The selected items that still exist. */
export function stillThere<Id>(selected: ReadonlySet<Id>, present: ReadonlySet<Id>): ReadonlySet<Id> {
  const next = new Set([...selected].filter((id) => present.has(id)));
  return next.size === selected.size ? selected : next;
}

function between<Id>(one: number, other: number, idAt: IdAt<Id>): Id[] {
  const ids: Id[] = [];
  for (let index = Math.min(one, other); index <= Math.max(one, other); index++) {
    const id = idAt(index);
    if (id !== undefined) ids.push(id);
  }
  return ids;
}
