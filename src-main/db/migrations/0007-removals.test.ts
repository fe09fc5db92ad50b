import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countFaces } from '../faces.ts';
import { migrations } from './index.ts';
import { openForReading, openForWriting } from '../open.ts';
import { countPhotos } from '../photos.ts';
import { listRemovals } from '../removals.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 6 with one photo and one face. */
function sixthLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 6)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 6');
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 3)',
  ).run(Buffer.alloc(32, 1));
  db.prepare(
    'INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version) VALUES (1, 0, 0, 1, 1, ?, 1, 3)',
  ).run(Buffer.alloc(544));
  db.close();
  return file;
}

it('keeps the photos and faces of an older library visible, with and without migration', () => {
  const file = sixthLibrary();
  for (const open of [openForReading, openForWriting]) {
    const db = open(file);
    expect([countPhotos(db), countFaces(db), listRemovals(db)]).toEqual([1, 1, []]);
    db.close();
  }
});
