import type { ReadableDb } from './open.ts';

/** A person with a name. */
export interface PersonRow {
  id: number;
  name: string;
}

/** Whom the user has named, put together, split off or hidden. */
export interface KnownPersonRow {
  id: number;
  /** Null where the user has not named them. */
  name: string | null;
  /** Face that the user chose to stand for the person. */
  coverFaceId: number | null;
  hidden: boolean;
  /** Own distance, in distances of the built-in model; null where the library's is the person's too. */
  distance: number | null;
}

interface StoredPerson {
  id: number;
  name: string | null;
  cover_face_id?: number | null;
  hidden?: number;
  distance?: number | null;
}

/** Those with a name, by name. */
export function listPeople(db: ReadableDb): PersonRow[] {
  const sql = 'SELECT id, name FROM people WHERE name IS NOT NULL ORDER BY name_key';
  return db.prepare<[], PersonRow>(sql).all();
}

/** All of them, by id. */
export function listKnownPeople(db: ReadableDb): KnownPersonRow[] {
  return db.prepare<[], StoredPerson>('SELECT * FROM people ORDER BY id').all().map(known);
}

export function getPerson(db: ReadableDb, id: number): KnownPersonRow | undefined {
  const row = db.prepare<[number], StoredPerson>('SELECT * FROM people WHERE id = ?').get(id);
  return row && known(row);
}

/** Those with a name. */
export function countPeople(db: ReadableDb): number {
  return db.prepare<[], number>('SELECT count(*) FROM people WHERE name IS NOT NULL').pluck().get()!;
}

/** Letter case does not tell two names apart, in any script that has it. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();

export function findPersonByName(db: ReadableDb, name: string): PersonRow | undefined {
  const sql = 'SELECT id, name FROM people WHERE name_key = ?';
  return db.prepare<[string], PersonRow>(sql).get(nameKey(name));
}

/** A library is also read beside an older Familiar that writes it, and that knows names alone. */
const known = ({ id, name, cover_face_id: cover, hidden, distance }: StoredPerson): KnownPersonRow => ({
  id,
  name,
  coverFaceId: cover ?? null,
  hidden: hidden === 1,
  distance: distance ?? null,
});
