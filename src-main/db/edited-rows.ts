import type { Statement } from 'better-sqlite3';
import { entryOf } from '../common/elements.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { hideRemoved, showRemoved } from './removals.ts';
import type { Cell, RowImage } from './row-image.ts';

/**
 * Tables that edits change. In `faces` and `photos` they change some columns and neither add nor delete rows.
 * A row in `removals` hides the photos and faces that it lists; deleting the row shows them again.
 */
const tables = {
  people: {
    key: ['id'],
    columns: [
      'id',
      'name',
      'name_key',
      'created_at',
      'cover_face_id',
      'hidden',
      'distance',
      'favourite',
      'birth',
    ],
  },
  labels: { key: ['face_id'], columns: ['face_id', 'person_id', 'source', 'created_at'] },
  rejections: { key: ['face_id', 'person_id'], columns: ['face_id', 'person_id'] },
  apart: { key: ['face_a', 'face_b'], columns: ['face_a', 'face_b'] },
  faces: { key: ['id'], columns: ['id', 'dismissed'] },
  photos: { key: ['id'], columns: ['id', 'taken_at', 'taken_from', 'taken_offset', 'taken_order'] },
  stack_choices: { key: ['photo_id'], columns: ['photo_id', 'choice'] },
  proposals: { key: ['face_id'], columns: ['face_id', 'name', 'source'] },
  declined_names: { key: ['photo_id', 'name_key'], columns: ['photo_id', 'name_key'] },
  unplaced_names: { key: ['photo_id', 'name_key'], columns: ['photo_id', 'name_key', 'name', 'source'] },
  settings: { key: ['key'], columns: ['key', 'value'] },
  files: {
    key: ['path', 'photo_id'],
    columns: ['path', 'folder', 'photo_id', 'bytes', 'modified_ms', 'changed_ms', 'gone'],
  },
  // The state of a folder's last walk is not included: the next walk writes it again.
  folders: { key: ['id'], columns: ['id', 'path', 'added_at', 'watched', 'follow_links', 'excluded'] },
  removals: { key: ['id'], columns: ['id', 'kind', 'subject', 'made_at', 'photos', 'faces'] },
} as const;

export type EditedTable = keyof typeof tables;

/** Sorted so that rows are written after the rows that they refer to. */
export const editedTables = Object.keys(tables) as EditedTable[];

export const keyOf = (table: EditedTable, row: RowImage): Cell[] =>
  tables[table].key.map((column) => entryOf(row, column));

/** Prepared statements, since edits write thousands of rows with few statements. */
const statements = new WeakMap<ReadableDb, Map<string, Statement>>();

function prepared(db: ReadableDb, sql: string): Statement {
  let known = statements.get(db);
  if (!known) statements.set(db, (known = new Map<string, Statement>()));
  let statement = known.get(sql);
  if (!statement) known.set(sql, (statement = db.prepare(sql)));
  return statement;
}

const whereKey = (table: EditedTable): string =>
  tables[table].key.map((column) => `${column} = ?`).join(' AND ');

/** The current image of the row with a key; null if there is none. */
export function readImage(db: ReadableDb, table: EditedTable, key: readonly Cell[]): RowImage | null {
  const sql = `SELECT ${tables[table].columns.join(', ')} FROM ${table} WHERE ${whereKey(table)}`;
  return (prepared(db, sql).get(...key) as RowImage | undefined) ?? null;
}

/** Values of columns that images in the history of an older Familiar lack. */
const absent: RowImage = { favourite: 0, birth: null };

/** Inserts or updates a row to match its image. */
export function writeImage(db: WritableDb, table: EditedTable, partial: RowImage): void {
  const { columns, key } = tables[table];
  const image = { ...absent, ...partial };
  const values = columns.map((column) => image[column]);
  const others = columns.filter((column) => !(key as readonly string[]).includes(column));
  if (table === 'photos') {
    const set = others.map((column) => `${column} = ?`).join(', ');
    const cells = others.map((column) => image[column]);
    prepared(db, `UPDATE photos SET ${set} WHERE id = ?`).run(...cells, image.id);
    return;
  }
  if (table === 'faces') {
    prepared(db, 'UPDATE faces SET dismissed = ? WHERE id = ?').run(image.dismissed, image.id);
    return;
  }
  const set = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const clash = others.length > 0 ? `DO UPDATE SET ${set}` : 'DO NOTHING';
  prepared(
    db,
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (${key.join(', ')}) ${clash}`,
  ).run(values);
  if (table === 'removals') hideRemoved(db, image);
}

/** Deletes the row, and by foreign keys all rows that refer to it. */
export function deleteImage(db: WritableDb, table: EditedTable, key: readonly Cell[]): void {
  if (table === 'removals') showRemoved(db, Number(key[0]));
  prepared(db, `DELETE FROM ${table} WHERE ${whereKey(table)}`).run(...key);
}

/** Inserts a person or a removal. @returns its id, which is never reused */
export function insertRow(db: WritableDb, table: 'people' | 'removals', row: RowImage): number {
  const columns = Object.keys(row);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  const id = Number(db.prepare(sql).run(Object.values(row)).lastInsertRowid);
  if (table === 'removals') hideRemoved(db, { ...row, id });
  return id;
}

/** The table that each column refers to. */
const parents = {
  face_id: 'faces',
  face_a: 'faces',
  face_b: 'faces',
  cover_face_id: 'faces',
  photo_id: 'photos',
  person_id: 'people',
};

/** Do all rows exist that a row refers to? */
export function canBeWritten(db: ReadableDb, row: RowImage): boolean {
  return Object.entries(parents).every(([column, table]) => {
    const id = row[column];
    return (
      id === undefined ||
      id === null ||
      prepared(db, `SELECT 1 FROM ${table} WHERE id = ?`).get(id) !== undefined
    );
  });
}
