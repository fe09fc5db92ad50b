import type { EditedTable } from './edited-rows.ts';
import type { RowImage } from './row-image.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** A row before and after an edit; null where it did not exist. */
export interface Change {
  table: EditedTable;
  before: RowImage | null;
  after: RowImage | null;
}

export interface EditRow {
  id: number;
  /** ISO 8601, UTC. */
  at: string;
  kind: string;
  /** JSON. */
  summary: string;
  undone: boolean;
}

interface StoredEdit extends Omit<EditRow, 'undone'> {
  undone: number;
}

const columns = 'id, made_at AS at, kind, summary, undone';
const unpack = (row: StoredEdit): EditRow => ({ ...row, undone: row.undone === 1 });

/** Sorted from newest to oldest; empty in a library of an older version. */
export function listEdits(db: ReadableDb, limit: number): EditRow[] {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'edits'").get()) return [];
  const sql = `SELECT ${columns} FROM edits ORDER BY id DESC LIMIT ?`;
  return db.prepare<[number], StoredEdit>(sql).all(limit).map(unpack);
}

/** The edit that the next undo reverts. */
export function lastDone(db: ReadableDb): EditRow | undefined {
  const sql = `SELECT ${columns} FROM edits WHERE undone = 0 ORDER BY id DESC LIMIT 1`;
  const row = db.prepare<[], StoredEdit>(sql).get();
  return row && unpack(row);
}

/** The edit that the next redo restores. */
export function firstUndone(db: ReadableDb): EditRow | undefined {
  const sql = `SELECT ${columns} FROM edits WHERE undone = 1 ORDER BY id LIMIT 1`;
  const row = db.prepare<[], StoredEdit>(sql).get();
  return row && unpack(row);
}

export function getChanges(db: ReadableDb, id: number): Change[] {
  const sql = 'SELECT changes FROM edits WHERE id = ?';
  return JSON.parse(db.prepare<[number], string>(sql).pluck().get(id) ?? '[]') as Change[];
}

export function insertEdit(
  db: WritableDb,
  edit: { kind: string; summary: unknown; changes: readonly Change[] },
): Pick<EditRow, 'id' | 'at'> {
  const sql = 'INSERT INTO edits (made_at, kind, summary, changes) VALUES (?, ?, ?, ?)';
  const { kind, summary, changes } = edit;
  const at = new Date().toISOString();
  const row = [at, kind, JSON.stringify(summary), JSON.stringify(changes)];
  return { id: Number(db.prepare(sql).run(row).lastInsertRowid), at };
}

export function setUndone(db: WritableDb, id: number, undone: boolean): void {
  db.prepare('UPDATE edits SET undone = ? WHERE id = ?').run(undone ? 1 : 0, id);
}

/** Deletes the edits that could be redone. */
export function deleteUndone(db: WritableDb): void {
  db.prepare('DELETE FROM edits WHERE undone = 1').run();
}

/** The edit that made a removal, unless it was undone or deleted. */
export function editOfRemoval(db: ReadableDb, removal: number): EditRow | undefined {
  const sql = `SELECT ${columns} FROM edits WHERE kind = 'removed' AND undone = 0
    AND json_extract(summary, '$.removal') = ?`;
  const row = db.prepare<[number], StoredEdit>(sql).get(removal);
  return row && unpack(row);
}

export function rewriteEdit(db: WritableDb, id: number, summary: unknown, changes: readonly Change[]): void {
  const sql = 'UPDATE edits SET summary = ?, changes = ? WHERE id = ?';
  db.prepare(sql).run(JSON.stringify(summary), JSON.stringify(changes), id);
}

export function deleteEdit(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM edits WHERE id = ?').run(id);
}
