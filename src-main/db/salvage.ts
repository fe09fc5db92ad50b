import Database from 'better-sqlite3';
import { elementAt, required } from '../common/elements.ts';
import { deleteDangling } from './dangling.ts';
import { sqliteCode } from './errors.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { replayEdits } from './replayed-edits.ts';

/** Result for one table. */
export interface SavedTable {
  rows: number;
  /** True if some of its pages could not be read. */
  damaged: boolean;
}

type Key = (string | number)[];

/**
 * Copies all readable rows of a damaged database into an empty one. Each table is read from both ends up to
 * the unreadable pages, by the keys in its indexes, and by number. Lost rows of people and labels are
 * restored from the history of edits; rows that refer to lost rows are deleted.
 * @param from opened without checks
 */
export function salvage(from: ReadableDb, to: WritableDb): Record<string, SavedTable> {
  to.pragma('foreign_keys = OFF');
  const tables = tableNames(to).filter((table) => table !== 'sqlite_sequence');
  const saved = new Map<string, SavedTable>();
  const last = lastIds(from);
  to.transaction(() => {
    for (const table of tables) saved.set(table, { rows: 0, damaged: !copyTable(from, to, table, last) });
    for (const [table, { damaged }] of saved) if (damaged) replayEdits(to, table);
    keepIdsUnused(to, last);
    addLostPeople(to);
    deleteDangling(to, tables);
  })();
  for (const [table, copied] of saved) copied.rows = countRows(to, table);
  to.pragma('foreign_keys = ON');
  return Object.fromEntries(saved);
}

const tableNames = (db: ReadableDb): string[] =>
  db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();

const countRows = (db: ReadableDb, table: string): number =>
  required(db.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get());

interface Column {
  name: string;
  /** Position in the primary key, from 1; 0 for other columns. */
  pk: number;
}

/** @returns true if the whole table could be read */
function copyTable(from: ReadableDb, to: WritableDb, table: string, last: number): boolean {
  const theirs = new Set(attempt(() => columnsOf(from, table).map(({ name }) => name)) ?? []);
  const columns = columnsOf(to, table);
  const names = columns.map(({ name }) => name).filter((name) => theirs.has(name));
  // A library of an older version does not have the table.
  if (names.length === 0) return true;
  const list = names.map((name) => `"${name}"`).join(', ');
  const insert = to.prepare(
    `INSERT OR IGNORE INTO "${table}" (${list}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const put = (row: unknown[]) => void attempt(() => insert.run(row));
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const keyed = key.map(({ name }) => `"${name}"`);
  const select = `SELECT ${list} FROM "${table}" NOT INDEXED`;
  const order = (way: string) => keyed.map((name) => `${name} ${way}`).join(', ');
  if (readAll(from, `${select} ORDER BY ${order('ASC')}`, put)) return true;
  readAll(from, `${select} ORDER BY ${order('DESC')}`, put);
  const one = attempt(() =>
    from.prepare<Key>(`${select} WHERE ${keyed.map((k) => `${k} = ?`).join(' AND ')}`).raw(),
  );
  const look = (values: Key) => {
    const row = attempt(() => one?.get(...values)) as unknown[] | undefined;
    if (row) put(row);
  };
  for (const index of indexesOf(from, table)) {
    const keys = `SELECT ${keyed.join(', ')} FROM "${table}" INDEXED BY "${index}"`;
    readAll(from, keys, (row) => look(row as Key));
  }
  const isNumbered =
    key.length === 1 && /^(id|.*_id)$/.test(elementAt(key, 0).name) && elementAt(key, 0).name !== 'model_id';
  if (isNumbered) {
    const there = to.prepare<[number]>(`SELECT 1 FROM "${table}" WHERE ${keyed[0]} = ?`);
    for (let id = 1; id <= last; id++) if (!there.get(id)) look([id]);
  }
  return false;
}

const columnsOf = (db: ReadableDb, table: string): Column[] =>
  db.prepare<[string], Column>('SELECT name, pk FROM pragma_table_info(?)').all(table);

const indexesOf = (db: ReadableDb, table: string): string[] =>
  attempt(() =>
    db
      .prepare<[string], string>("SELECT name FROM pragma_index_list(?) WHERE origin = 'c' AND partial = 0")
      .pluck()
      .all(table),
  ) ?? [];

/** @returns true if it reached the end */
function readAll(db: ReadableDb, sql: string, take: (row: unknown[]) => void): boolean {
  const done = attempt(() => {
    for (const row of db.prepare<[], unknown[]>(sql).raw().iterate()) take(row);
    return true;
  });
  return done ?? false;
}

/** Returns undefined if SQLite fails: an unreadable page, or a row that violates a constraint. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    return undefined;
  }
}

/** The highest id in any table. */
function lastIds(db: ReadableDb): number {
  const given = attempt(() =>
    db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM sqlite_sequence').pluck().get(),
  );
  if (given !== undefined) return given;
  const tables = ['photos', 'faces', 'people', 'edits'];
  const highest = tables.map((table) =>
    attempt(() => db.prepare<[], number | null>(`SELECT max(id) FROM ${table}`).pluck().get()),
  );
  return Math.max(0, ...highest.map((id) => id ?? 0)) + idsToSpare;
}
/** Margin for ids that were given and cannot be read. */
const idsToSpare = 10_000;

/** Reserves the ids of lost rows, so that they are never reused. */
function keepIdsUnused(to: WritableDb, last: number): void {
  for (const table of tableNames(to)) {
    const isNumbered = /AUTOINCREMENT/.test(
      to.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) ?? '',
    );
    if (!isNumbered) continue;
    to.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table);
    to.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table, last);
  }
}

/** People with a lost row remain as nameless people, so that their labelled faces stay together. */
function addLostPeople(to: WritableDb): void {
  to.exec(`INSERT INTO people (id, created_at)
    SELECT DISTINCT person_id, strftime('%Y-%m-%dT%H:%M:%fZ') FROM labels
    WHERE person_id NOT IN (SELECT id FROM people)`);
}

/**
 * Opens a database for {@link salvage}, without checks.
 * @throws SqliteError if its first page is unreadable
 */
export function openDamaged(path: string): ReadableDb {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
