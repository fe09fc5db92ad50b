import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForReading, openForWriting } from '../open.ts';
import { listKnownPeople } from '../people.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('knows of no favourite and no birth in a library of version 10, with and without migration', () => {
  const file = join(folder, 'library.sqlite');
  const older = new Database(file);
  for (const { sql } of migrations.slice(0, 10)) older.exec(sql);
  older.pragma('application_id = 0x46616d69');
  older.pragma('user_version = 10');
  older.exec(
    "INSERT INTO people (name, name_key, created_at) VALUES ('Anna', 'anna', '2026-01-01T00:00:00Z')",
  );
  older.close();
  for (const open of [openForReading, openForWriting]) {
    const db = open(file);
    expect(listKnownPeople(db)).toMatchObject([{ name: 'Anna', favourite: false, birth: null }]);
    db.close();
  }
});
