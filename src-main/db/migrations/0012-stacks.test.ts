import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listShots } from '../likenesses.ts';
import { openForReading, openForWriting } from '../open.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('knows no compared photo in a library of the version before, with and without migration', () => {
  const file = join(folder, 'library.sqlite');
  const before = migrations.findIndex(({ sql }) => sql.includes('CREATE TABLE likenesses'));
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, before)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma(`user_version = ${before}`);
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 3)',
  ).run(Buffer.alloc(32, 1));
  db.close();
  for (const open of [openForReading, openForWriting]) {
    const opened = open(file);
    expect(listShots(opened)).toMatchObject([{ id: 1, bits: null, sharpness: null, choice: null }]);
    opened.close();
  }
});
