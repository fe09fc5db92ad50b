import type { ReadableDb, WritableDb } from './open.ts';

export interface PersonRow {
  id: number;
  name: string;
}

/** By name. */
export function listPeople(db: ReadableDb): PersonRow[] {
  return db.prepare<[], PersonRow>('SELECT id, name FROM people ORDER BY name, id').all();
}

export function countPeople(db: ReadableDb): number {
  return db.prepare<[], number>('SELECT count(*) FROM people').pluck().get()!;
}

/** Letter case does not tell two names apart. */
export function findPersonByName(db: ReadableDb, name: string): PersonRow | undefined {
  return db.prepare<[string], PersonRow>('SELECT id, name FROM people WHERE name = ?').get(name);
}

export function insertPerson(db: WritableDb, name: string): number {
  const sql = "INSERT INTO people (name, created_at) VALUES (?, datetime('now'))";
  return Number(db.prepare(sql).run(name).lastInsertRowid);
}

export function updatePersonName(db: WritableDb, id: number, name: string): void {
  db.prepare('UPDATE people SET name = ? WHERE id = ?').run(name, id);
}

/** Takes the person's labels along. */
export function deletePerson(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM people WHERE id = ?').run(id);
}
