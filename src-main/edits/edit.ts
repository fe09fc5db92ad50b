import { deleteImage, type EditedTable, insertRow, keyOf, readImage, writeImage } from '../db/edited-rows.ts';
import type { Cell, RowImage } from '../db/row-image.ts';
import type { Change } from '../db/edits.ts';
import type { WritableDb } from '../db/open.ts';

interface Touched {
  table: EditedTable;
  key: Cell[];
  before: RowImage | null;
}

/** The way in which one edit writes: every row that it touches is remembered as it was before. */
export class Edit {
  readonly db: WritableDb;
  /** The time of the edit, for rows that keep one. ISO 8601, UTC. */
  readonly at = new Date().toISOString();
  readonly #touched = new Map<string, Touched>();

  constructor(db: WritableDb) {
    this.db = db;
  }

  /** Adds a row, or puts it in the place of the one with its key. */
  put(table: EditedTable, row: RowImage): void {
    this.#touch(table, keyOf(table, row));
    writeImage(this.db, table, row);
  }

  /** Changes some columns of a row, where it is there. */
  patch(table: EditedTable, key: readonly Cell[], columns: RowImage): void {
    const row = readImage(this.db, table, key);
    if (row) this.put(table, { ...row, ...columns });
  }

  /** Removes a row. Rows that point to it have to be removed before, or they are not remembered. */
  remove(table: EditedTable, ...key: Cell[]): void {
    this.#touch(table, key);
    deleteImage(this.db, table, key);
  }

  /**
   * Adds a person.
   * @param columns of people: `name` and `name_key`
   * @returns the person's id
   */
  addPerson(columns: RowImage): number {
    const id = insertRow(this.db, 'people', { ...columns, created_at: this.at });
    this.#remember('people', [id], null);
    return id;
  }

  /**
   * Takes photos and faces out of sight.
   * @param columns of removals, but `made_at`
   * @returns the removal's id
   */
  addRemoval(columns: RowImage): number {
    const id = insertRow(this.db, 'removals', { ...columns, made_at: this.at });
    this.#remember('removals', [id], null);
    return id;
  }

  /** Changed rows. Rows that were changed back are left out. */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const { table, key, before } of this.#touched.values()) {
      const after = readImage(this.db, table, key);
      if (!sameImage(before, after)) changes.push({ table, before, after });
    }
    return changes;
  }

  #touch(table: EditedTable, key: Cell[]): void {
    if (!this.#touched.has(nameOf(table, key))) this.#remember(table, key, readImage(this.db, table, key));
  }

  #remember(table: EditedTable, key: Cell[], before: RowImage | null): void {
    this.#touched.set(nameOf(table, key), { table, key, before });
  }
}

const nameOf = (table: EditedTable, key: readonly Cell[]): string => JSON.stringify([table, ...key]);

/** True if two images of a row are equal. */
export function sameImage(one: RowImage | null, other: RowImage | null): boolean {
  if (one === null || other === null) return one === other;
  return Object.keys(one).every((column) => one[column] === other[column]);
}
