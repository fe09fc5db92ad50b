import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockLibrary } from './lock.ts';
import { migrations, schemaVersion } from './migrations/index.ts';
import { openForReading, openForWriting, writeUnflushed } from './open.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => join(folder, 'library.sqlite');

describe('opening a library', () => {
  it('numbers its migrations without gaps', () => {
    expect(migrations.map((m) => m.version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it('creates a database with write-ahead log and foreign keys, and opens it again', () => {
    const db = openForWriting(file());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    db.prepare("INSERT INTO people (name, name_key, created_at) VALUES ('Marie', 'marie', '2026')").run();
    db.close();
    const again = openForReading(file());
    expect(again.pragma('user_version', { simple: true })).toBe(schemaVersion);
    expect(again.prepare('SELECT name FROM people').pluck().all()).toEqual(['Marie']);
    expect(() => again.prepare('DELETE FROM people').run()).toThrow(/readonly/);
    again.close();
  });

  it('refuses a library of a newer version without changing it', () => {
    openForWriting(file()).close();
    const raw = new Database(file());
    raw.pragma(`user_version = ${schemaVersion + 1}`);
    raw.close();
    for (const open of [openForWriting, openForReading]) {
      expect(() => open(file())).toThrow(expect.objectContaining({ code: 'library-newer' }));
    }
    const after = new Database(file());
    expect(after.pragma('user_version', { simple: true })).toBe(schemaVersion + 1);
    after.close();
  });

  it('refuses a file that is not a library', () => {
    writeFileSync(file(), 'certainly not a database, but longer than a header needs to be. '.repeat(40));
    expect(() => openForWriting(file())).toThrow(expect.objectContaining({ code: 'library-damaged' }));
    const other = join(folder, 'other.sqlite');
    const raw = new Database(other);
    raw.exec('CREATE TABLE recipes (id INTEGER)');
    raw.close();
    expect(() => openForWriting(other)).toThrow(expect.objectContaining({ code: 'library-damaged' }));
    writeFileSync(join(folder, 'begun'), '');
    expect(() => openForReading(join(folder, 'begun'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(() => openForReading(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('allows one writer at a time', () => {
    const lock = lockLibrary(join(folder, 'lock.sqlite'));
    expect(() => lockLibrary(join(folder, 'lock.sqlite'))).toThrow(
      expect.objectContaining({ code: 'library-busy' }),
    );
    lock.release();
    lockLibrary(join(folder, 'lock.sqlite')).release();
  });
});

it('flushes every write except those that a later process would repeat', () => {
  const db = openForWriting(file());
  const synchronous = () => db.pragma('synchronous', { simple: true });
  const [normal, full] = [1, 2];
  expect(synchronous()).toBe(full);
  expect(writeUnflushed(db, synchronous)).toBe(normal);
  expect(() =>
    writeUnflushed(db, () => {
      throw new Error('full');
    }),
  ).toThrow('full');
  expect(synchronous()).toBe(full);
  db.close();
});

it('reads a library on a read-only medium if its write-ahead log is empty', () => {
  openForWriting(file()).close();
  chmodSync(file(), 0o444);
  chmodSync(folder, 0o555);
  // File permissions do not apply to root.
  const isRoot = process.geteuid?.() === 0;
  const nobody = 65534;
  try {
    if (isRoot) process.seteuid?.(nobody);
    const db = openForReading(file());
    expect(db.prepare('SELECT count(*) FROM people').pluck().get()).toBe(0);
    db.close();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
  writeFileSync(`${file()}-wal`, 'changes');
  chmodSync(folder, 0o555);
  try {
    if (isRoot) process.seteuid?.(nobody);
    expect(() => openForReading(file())).toThrow(expect.objectContaining({ code: 'library-unwritable' }));
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
});
