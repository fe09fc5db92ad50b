import { required } from '../common/elements.ts';
import { type EditEntry, editSummary, type EditSummary } from '../contract/edits.ts';
import { FamiliarError } from '../contract/errors.ts';
import { deleteImage, editedTables, keyOf, readImage, writeImage } from '../db/edited-rows.ts';
import type { RowImage } from '../db/row-image.ts';
import {
  type Change,
  deleteUndone,
  type EditRow,
  firstUndone,
  getChanges,
  insertEdit,
  lastDone,
  listEdits,
  setUndone,
} from '../db/edits.ts';
import type { ReadableDb, WritableDb } from '../db/open.ts';
import { changedBy, type ChangedRows } from './changed-rows.ts';
import { Edit, sameImage } from './edit.ts';

/** Everything the user did, newest first, and what can be done about it. */
export interface History {
  edits: EditEntry[];
  canUndo: boolean;
  canRedo: boolean;
}

/** An edit that was made, undone or redone; both parts are null where nothing is different. */
export interface Made<T> {
  result: T;
  edit: EditEntry | null;
  changed: ChangedRows | null;
}

/** The user's edits, each one transaction that can be undone and redone, also by a later process. */
export class EditLog {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * Makes an edit. Edits that were undone can not be redone after it; one that changes nothing is not kept, and
   * leaves them.
   * @param write makes the changes, through the edit alone, and tells what they are
   */
  make<T>(write: (edit: Edit) => { summary: EditSummary; result: T }): Made<T> {
    const run = this.#db.transaction(() => {
      const edit = new Edit(this.#db);
      const { summary, result } = write(edit);
      const changes = edit.changes();
      if (changes.length === 0) return { result, edit: null, changed: null };
      deleteUndone(this.#db);
      const row = insertEdit(this.#db, { kind: summary.kind, summary, changes });
      return {
        result,
        edit: { ...row, kind: summary.kind, summary, undone: false },
        changed: changedBy(this.#db, changes),
      };
    });
    return run.immediate();
  }

  /**
   * Takes the last edit back; changes nothing where there is none.
   * @throws FamiliarError `edit-outdated` where what it changed has changed again since; nothing is undone then
   */
  undo(): Made<Record<string, never>> {
    return this.#turn(lastDone, true);
  }

  /**
   * Makes the edit again that was undone last; changes nothing where there is none.
   * @throws FamiliarError `edit-outdated`
   */
  redo(): Made<Record<string, never>> {
    return this.#turn(firstUndone, false);
  }

  #turn(find: (db: ReadableDb) => EditRow | undefined, back: boolean): Made<Record<string, never>> {
    const run = this.#db.transaction(() => {
      const row = find(this.#db);
      if (!row) return { result: {}, edit: null, changed: null };
      const changes = getChanges(this.#db, row.id);
      if (back) apply(this.#db, changes, 'after', 'before');
      else apply(this.#db, changes, 'before', 'after');
      setUndone(this.#db, row.id, back);
      const edit = toEntry({ ...row, undone: back });
      return { result: {}, edit, changed: changedBy(this.#db, changes) };
    });
    return run.immediate();
  }
}

/** The history as a view shows it, newest first. */
export function readHistory(db: ReadableDb, limit: number): History {
  const edits = listEdits(db, limit).map(toEntry);
  if (edits.length === 0) return { edits, canUndo: false, canRedo: false };
  return { edits, canUndo: lastDone(db) !== undefined, canRedo: firstUndone(db) !== undefined };
}

const toEntry = ({ summary, ...row }: EditRow): EditEntry => ({
  ...row,
  summary: editSummary.parse(JSON.parse(summary)),
});

type Side = 'before' | 'after';

/**
 * A setting that has changed since, by another model for one, stays as it is now: it must not stand in the way of
 * all edits before.
 * @throws FamiliarError `edit-outdated` where another row is not as `from` says
 */
function apply(db: WritableDb, all: readonly Change[], from: Side, to: Side): void {
  const changes = all.filter(({ table, [from]: expected, [to]: other }) => {
    const key = keyOf(table, (expected ?? other) as RowImage);
    if (sameImage(expected, readImage(db, table, key))) return true;
    if (table === 'settings') return false;
    throw new FamiliarError('edit-outdated', `a row of ${table} has changed since: ${key.join(', ')}`);
  });
  const gone = changes.filter((change) => change[to] === null);
  const there = changes.filter((change) => change[to] !== null);
  const byTable = (some: Change[]) => editedTables.map((table) => some.filter((one) => one.table === table));
  // Rows that point to others go first and come last. Two people may have exchanged a name.
  for (const { table, [from]: row } of byTable(gone).reverse().flat()) {
    deleteImage(db, table, keyOf(table, required(row)));
  }
  const people = there.filter(({ table, [from]: row }) => table === 'people' && row !== null);
  for (const { [from]: row } of people) writeImage(db, 'people', { ...required(row), name_key: null });
  for (const { table, [to]: row } of byTable(there).flat()) writeImage(db, table, required(row));
}
