import type { ReadableDb, WritableDb } from './open.ts';

/** A face network that the user brought. */
export interface ModelRow {
  id: string;
  kind: string;
  /** Lower-case hexadecimal SHA-256 of the file as it was given. */
  sourceHash: string;
}

/** A distance of the built-in model, and the distance of another model with the same false accept rate. */
export type ScalePoint = [builtIn: number, own: number];

const columns = 'id, kind, source_hash AS sourceHash';

/** Sorted by time of addition; empty in a library not migrated yet. */
export function listModels(db: ReadableDb): ModelRow[] {
  if (!hasModels(db)) return [];
  return db.prepare<[], ModelRow>(`SELECT ${columns} FROM models ORDER BY added_at, id`).all();
}

export function getModel(db: ReadableDb, id: string): ModelRow | undefined {
  if (!hasModels(db)) return undefined;
  return db.prepare<[string], ModelRow>(`SELECT ${columns} FROM models WHERE id = ?`).get(id);
}

export function findModelBySource(db: ReadableDb, sourceHash: string, kind: string): ModelRow | undefined {
  const sql = `SELECT ${columns} FROM models WHERE source_hash = ? AND kind = ?`;
  return db.prepare<[string, string], ModelRow>(sql).get(sourceHash, kind);
}

export function insertModel(db: WritableDb, { id, kind, sourceHash }: ModelRow): void {
  const sql = "INSERT INTO models (id, kind, source_hash, added_at) VALUES (?, ?, ?, datetime('now'))";
  db.prepare(sql).run(id, kind, sourceHash);
}

export function deleteModel(db: WritableDb, id: string): void {
  db.prepare('DELETE FROM models WHERE id = ?').run(id);
}

/** Ascending in both; undefined if the model was never in force. */
export function getScale(db: ReadableDb, id: string): ScalePoint[] | undefined {
  if (!hasModels(db)) return undefined;
  const sql = 'SELECT scale FROM models WHERE id = ?';
  const text = db.prepare<[string], string | null>(sql).pluck().get(id);
  return text ? (JSON.parse(text) as ScalePoint[]) : undefined;
}

export function putScale(db: WritableDb, id: string, scale: readonly ScalePoint[]): void {
  db.prepare('UPDATE models SET scale = ? WHERE id = ?').run(JSON.stringify(scale), id);
}

/** A library may be read in an older schema. */
function hasModels(db: ReadableDb): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'models'").get() !== undefined;
}
