import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ReadableDb } from './open.ts';

/**
 * SQLite stores the root page of each table on the first pages. Without these the other pages cannot be
 * assigned, so a copy is kept beside the database.
 */
interface SchemaRoots {
  applicationId: number;
  userVersion: number;
  pageSize: number;
  rows: { type: string; name: string; tbl_name: string; rootpage: number; sql: string | null }[];
}

/** @param database path of the database */
export const rootsFile = (database: string): string => `${database}.roots`;

/** Stores the root pages of a database's tables; they change only with its schema. */
export function keepSchemaRoots(db: ReadableDb, database: string): void {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  const roots: SchemaRoots = {
    applicationId: pragma('application_id'),
    userVersion: pragma('user_version'),
    pageSize: pragma('page_size'),
    rows: db.prepare<[], SchemaRoots['rows'][number]>('SELECT * FROM sqlite_schema').all(),
  };
  const text = JSON.stringify(roots);
  const file = rootsFile(database);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
}

/**
 * Copies a database whose first page or schema is unreadable, with a new first page and the stored schema.
 * The write-ahead log is not included.
 * @returns false if no schema was stored
 */
export function copyWithKeptSchema(database: string, copy: string): boolean {
  if (!existsSync(rootsFile(database)) || !existsSync(database)) return false;
  const roots = JSON.parse(readFileSync(rootsFile(database), 'utf8')) as SchemaRoots;
  if (statSync(database).size < 2 * roots.pageSize) return false;
  copyFileSync(database, copy);
  const bytes = readFileSync(copy);
  firstPage(roots, Math.ceil(bytes.length / roots.pageSize)).copy(bytes);
  writeFileSync(copy, bytes);
  const db = new Database(copy);
  try {
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    const insert = db.prepare(
      'INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES (@type, @name, @tbl_name, @rootpage, @sql)',
    );
    db.transaction(() => roots.rows.forEach((row) => insert.run(row)))();
  } finally {
    db.close();
  }
  return true;
}

/**
 * The first page of a database without tables and with this number of pages (sqlite.org/fileformat.html,
 * 1.3).
 */
function firstPage({ applicationId, userVersion, pageSize }: SchemaRoots, pages: number): Buffer {
  const empty = new Database(':memory:');
  empty.pragma(`page_size = ${pageSize}`);
  empty.pragma(`application_id = ${applicationId}`);
  empty.pragma(`user_version = ${userVersion}`);
  const page = empty.serialize();
  empty.close();
  page.writeUInt32BE(pages, 28);
  page.copy(page, 92, 24, 28);
  return page;
}
