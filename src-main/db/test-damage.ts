import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const pageSize = 4096;

/**
 * For tests: overwrites pages of a database with meaningless bytes, as a failing disk does.
 * @param pages page numbers, from 1
 */
export function overwritePages(path: string, pages: readonly number[]): void {
  const file = openSync(path, 'r+');
  for (const page of pages) {
    const noise = Buffer.from(Array.from({ length: pageSize }, (_, i) => (i * 31 + page * 7 + 3) % 251));
    writeSync(file, noise, 0, pageSize, (page - 1) * pageSize);
  }
  closeSync(file);
}

/** For tests: the pages of a table or index, the root first. */
export function pagesOf(path: string, name: string): number[] {
  const db = new Database(path, { readonly: true });
  const sql = 'SELECT pageno FROM dbstat WHERE name = ? ORDER BY path';
  const pages = db.prepare<[string], number>(sql).pluck().all(name);
  db.close();
  return pages;
}
