import type { ReadableDb, WritableDb } from './open.ts';

export interface PersonRow {
  id: number;
  name: string;
}

/** By name. */
export function listPeople(db: ReadableDb): PersonRow[] {
  return db.prepare<[], PersonRow>('SELECT id, name FROM people ORDER BY name_key').all();
}

export function countPeople(db: ReadableDb): number {
  return db.prepare<[], number>('SELECT count(*) FROM people').pluck().get()!;
}

/** Letter case does not tell two names apart, in any script that has it. */
const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

export function findPersonByName(db: ReadableDb, name: string): PersonRow | undefined {
  const sql = 'SELECT id, name FROM people WHERE name_key = ?';
  return db.prepare<[string], PersonRow>(sql).get(keyOf(name));
}

export function insertPerson(db: WritableDb, name: string): number {
  const sql = "INSERT INTO people (name, name_key, created_at) VALUES (?, ?, datetime('now'))";
  return Number(db.prepare(sql).run(name, keyOf(name)).lastInsertRowid);
}

export function updatePersonName(db: WritableDb, id: number, name: string): void {
  db.prepare('UPDATE people SET name = ?, name_key = ? WHERE id = ?').run(name, keyOf(name), id);
}

/** Takes the person's labels along. */
export function deletePerson(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM people WHERE id = ?').run(id);
}
