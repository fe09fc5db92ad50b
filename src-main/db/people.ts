import { required } from '../common/elements.ts';
import type { ReadableDb } from './open.ts';

/** A named person. */
export interface PersonRow {
  id: number;
  name: string;
}

/** A person whom the user named, assembled, split off or hid. */
export interface KnownPersonRow {
  id: number;
  /** Null for a nameless person. */
  name: string | null;
  /** Face that the user chose as the cover. */
  coverFaceId: number | null;
  hidden: boolean;
  /** Own distance, in distances of the built-in model; null to use the library's. */
  distance: number | null;
  favourite: boolean;
  /** Year, month or day of birth, ISO 8601; null for unknown. */
  birth: string | null;
}

interface StoredPerson {
  id: number;
  name: string | null;
  cover_face_id?: number | null;
  hidden?: number;
  distance?: number | null;
  favourite?: number;
  birth?: string | null;
}

/** Named people, by name. */
export function listPeople(db: ReadableDb): PersonRow[] {
  const sql = 'SELECT id, name FROM people WHERE name IS NOT NULL ORDER BY name_key';
  return db.prepare<[], PersonRow>(sql).all();
}

/** All people, by id. */
export function listKnownPeople(db: ReadableDb): KnownPersonRow[] {
  return db.prepare<[], StoredPerson>('SELECT * FROM people ORDER BY id').all().map(known);
}

export function getPerson(db: ReadableDb, id: number): KnownPersonRow | undefined {
  const row = db.prepare<[number], StoredPerson>('SELECT * FROM people WHERE id = ?').get(id);
  return row && known(row);
}

/** Number of named people. */
export function countPeople(db: ReadableDb): number {
  return required(db.prepare<[], number>('SELECT count(*) FROM people WHERE name IS NOT NULL').pluck().get());
}

/** The comparison key of names, which ignores letter case in every script. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();

export function findPersonByName(db: ReadableDb, name: string): PersonRow | undefined {
  const sql = 'SELECT id, name FROM people WHERE name_key = ?';
  return db.prepare<[string], PersonRow>(sql).get(nameKey(name));
}

/** A library may be read in an older schema, which has names only. */
const known = ({ id, name, ...stored }: StoredPerson): KnownPersonRow => ({
  id,
  name,
  coverFaceId: stored.cover_face_id ?? null,
  hidden: stored.hidden === 1,
  distance: stored.distance ?? null,
  favourite: stored.favourite === 1,
  birth: stored.birth ?? null,
});
