import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { required } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { ReadableDb } from './open.ts';

/** Tables with most of a library's data, which can be recreated from the photos. */
const pictureTables: ReadonlySet<string> = new Set(['chips', 'thumbnails']);

/** Its one row describes a copy that is a backup. */
const factsTable = 'backup_facts';

export interface CopyFacts {
  reason: string;
  /** ISO 8601, UTC. */
  at: string;
  photos: number;
  faces: number;
  /** Number of named people. */
  named: number;
  /** {@link libraryState} of the copied library. */
  state: string;
}

interface SchemaRow {
  type: 'table' | 'index';
  name: string;
  sql: string;
}

/**
 * Copies a library's database at one moment, row by row, beside a writer. A damaged page makes it fail, so a
 * copy never contains garbage. Pictures are not copied.
 * @param from path of the database, which is only read
 * @param to path of the copy, which must not exist; it is not flushed
 * @param note description of a backup; null for a copy that becomes a library
 * @throws SqliteError
 */
export function copyLibrary(from: string, to: string, note: { reason: string; at: string } | null): void {
  const db = new Database(to);
  try {
    // An incomplete copy is deleted, so it needs no journal.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = OFF');
    attach(db, from, 'library');
    db.transaction(() => {
      copySchemaAndRows(db);
      if (note) writeFacts(db, note);
    })();
    const [origin, version] = ['application_id', 'user_version'].map((name) =>
      Number(db.pragma(`library.${name}`, { simple: true })),
    );
    db.pragma(`application_id = ${origin}`);
    db.pragma(`user_version = ${version}`);
  } finally {
    db.close();
  }
}

function copySchemaAndRows(db: Database.Database): void {
  const schema = db
    .prepare<[], SchemaRow>('SELECT type, name, sql FROM library.sqlite_schema WHERE sql IS NOT NULL')
    .all()
    .filter(({ name }) => !name.startsWith('sqlite_') && name !== factsTable);
  const tables = schema.filter(({ type }) => type === 'table');
  for (const { sql } of tables) db.exec(sql);
  for (const { name } of tables) {
    if (!pictureTables.has(name)) db.exec(`INSERT INTO main."${name}" SELECT * FROM library."${name}"`);
  }
  for (const { type, sql } of schema) if (type === 'index') db.exec(sql);
  db.exec('DELETE FROM main.sqlite_sequence');
  db.exec('INSERT INTO main.sqlite_sequence SELECT * FROM library.sqlite_sequence');
}

function writeFacts(db: Database.Database, note: { reason: string; at: string }): void {
  db.exec(`CREATE TABLE ${factsTable} (
    reason TEXT NOT NULL, at TEXT NOT NULL, photos INTEGER NOT NULL, faces INTEGER NOT NULL, named INTEGER NOT NULL,
    state TEXT NOT NULL) STRICT`);
  const count = (what: string) =>
    required(db.prepare<[], number>(`SELECT count(*) FROM main.${what}`).pluck().get());
  db.prepare(`INSERT INTO ${factsTable} VALUES (?, ?, ?, ?, ?, ?)`).run(
    note.reason,
    note.at,
    count('photos WHERE pipeline_version IS NOT NULL'),
    count('faces'),
    count('people WHERE name IS NOT NULL'),
    libraryState(db),
  );
}

/** The description of a backup; undefined for another database. @throws SqliteError */
export const readFacts = (db: ReadableDb): CopyFacts | undefined =>
  db.prepare<[], CopyFacts>(`SELECT * FROM ${factsTable}`).get();

/**
 * A text that changes with everything worth a backup: photos, faces, edits, models, settings.
 * @param db a library, or a copy of one
 */
export function libraryState(db: ReadableDb): string {
  const parts = [
    ['sqlite_sequence', 'SELECT name, seq FROM main.sqlite_sequence ORDER BY name'],
    ['labels', 'SELECT count(*) FROM main.labels'],
    ['files', 'SELECT count(*) FROM main.files'],
    ['settings', 'SELECT key, value FROM main.settings ORDER BY key'],
    ['edits', 'SELECT count(*), total(undone) FROM main.edits'],
  ] as const;
  // Libraries of older versions lack some of the tables.
  const there = db.prepare<[], string>('SELECT name FROM main.sqlite_schema').pluck().all();
  return JSON.stringify(
    parts.map(([table, sql]) => (there.includes(table) ? db.prepare(sql).raw().all() : null)),
  );
}

/**
 * Copies into a library the pictures of its faces and photos from another library, as far as they can be
 * read, and reserves the ids given there.
 * @param file the copy
 * @param from path of the other library's database
 */
export function takePictures(file: string, from: string): void {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    attach(db, from, 'other');
    tryDamaged(() =>
      db.exec(`UPDATE main.sqlite_sequence SET seq = max(seq, coalesce(
        (SELECT seq FROM other.sqlite_sequence AS theirs WHERE theirs.name = sqlite_sequence.name), 0))`),
    );
    for (const [pictures, of, key] of pictureKeys) {
      const last = db.prepare<[], number | null>(`SELECT max(id) FROM main.${of}`).pluck().get() ?? 0;
      const take = db.prepare(`INSERT OR IGNORE INTO main.${pictures} SELECT * FROM other.${pictures}
        WHERE ${key} BETWEEN ? AND ? AND ${key} IN (SELECT id FROM main.${of})`);
      for (let first = 1; first <= last; first += rowsAtOnce) {
        tryDamaged(() => take.run(first, first + rowsAtOnce - 1));
      }
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.close();
  }
}

/** Tables of pictures, the tables that they illustrate, and the referring columns. */
const pictureKeys = [
  ['chips', 'faces', 'face_id'],
  ['thumbnails', 'photos', 'photo_id'],
] as const;
/** Number of pictures copied together; all of them are skipped if one cannot be read. */
const rowsAtOnce = 100;

/** Unreadable pictures of a damaged library are skipped: they are recreated from the photos. */
function tryDamaged(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

/** SQLite would create a missing database. */
function attach(db: Database.Database, path: string, name: string): void {
  if (!existsSync(path)) throw new FamiliarError('not-found', `there is no database at ${path}`);
  db.prepare(`ATTACH ? AS ${name}`).run(path);
}
