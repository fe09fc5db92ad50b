import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listLabels } from '../labels.ts';
import { listApart, listDismissed, listRejections } from '../corrections.ts';
import { listEdits } from '../edits.ts';
import { countFaces, listFacesOfPhoto } from '../faces.ts';
import { openForReading, openForWriting } from '../open.ts';
import { listKnownPeople, listPeople } from '../people.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 3: Anna has faces 1 and 3, Ben face 2; a third person was deleted. */
function thirdLibrary(break_ = ''): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 3)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 3');
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 3)',
  ).run(Buffer.alloc(32, 1));
  const face = db.prepare(
    'INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version) VALUES (1, 0, 0, 1, 1, ?, 1, 3)',
  );
  for (let i = 0; i < 3; i++) face.run(Buffer.alloc(544));
  db.exec(`
    INSERT INTO people (name, name_key, created_at) VALUES ('Anna', 'anna', '2026'), ('Ben', 'ben', '2026'), ('C', 'c', '');
    DELETE FROM people WHERE name = 'C';
    INSERT INTO labels VALUES (1, 1, 'user', '2026'), (2, 2, 'user', '2026'), (3, 1, 'user', '2026');
    PRAGMA foreign_keys = OFF;
    ${break_}
  `);
  db.close();
  return file;
}

it('keeps the people and labels of an older library, and foreign keys on', () => {
  const db = openForWriting(thirdLibrary());
  expect(listPeople(db)).toMatchObject([
    { id: 1, name: 'Anna' },
    { id: 2, name: 'Ben' },
  ]);
  expect(listLabels(db)).toEqual([
    { faceId: 1, personId: 1 },
    { faceId: 2, personId: 2 },
    { faceId: 3, personId: 1 },
  ]);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  expect(db.prepare('SELECT dismissed, origin FROM faces').get()).toEqual({ dismissed: 0, origin: 'found' });
  db.prepare('DELETE FROM people WHERE id = 1').run();
  expect(listLabels(db)).toEqual([{ faceId: 2, personId: 2 }]);
  db.close();
});

it('reads an older library without migrating it', () => {
  const db = openForReading(thirdLibrary());
  expect(listKnownPeople(db)[1]).toMatchObject({
    id: 2,
    name: 'Ben',
    coverFaceId: null,
    hidden: false,
    distance: null,
  });
  expect([listRejections(db), listApart(db), listDismissed(db), listEdits(db, 9)]).toEqual([[], [], [], []]);
  expect([countFaces(db), listFacesOfPhoto(db, 1).length]).toEqual([3, 3]);
  db.close();
});

it('never reuses the id of a deleted person', () => {
  const db = openForWriting(thirdLibrary());
  db.exec("INSERT INTO people (created_at) VALUES ('2026')");
  expect(db.prepare('SELECT max(id) FROM people').pluck().get()).toBe(4);
  db.close();
});

it('does not migrate a library with dangling rows', () => {
  const file = thirdLibrary('DELETE FROM people WHERE id = 2;');
  expect(() => openForWriting(file)).toThrow(expect.objectContaining({ code: 'library-damaged' }));
  const db = new Database(file, { readonly: true });
  expect(db.pragma('user_version', { simple: true })).toBe(3);
  db.close();
});

it('accepts several nameless people, and a pair of faces in one order only', () => {
  const db = openForWriting(thirdLibrary());
  db.exec("INSERT INTO people (created_at) VALUES ('2026'), ('2026')");
  expect(() => db.exec("INSERT INTO people (name, created_at) VALUES ('', '2026')")).toThrow(/CHECK/);
  db.exec('INSERT INTO apart VALUES (1, 2)');
  expect(() => db.exec('INSERT INTO apart VALUES (2, 1)')).toThrow(/CHECK/);
  expect(() => db.exec('INSERT INTO rejections VALUES (1, 99)')).toThrow(/FOREIGN KEY/);
  db.close();
});
