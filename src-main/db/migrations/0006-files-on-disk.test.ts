import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findContent } from '../contents.ts';
import { countFaces, listFacesOfPhoto } from '../faces.ts';
import {
  listFilesIn,
  listFilesOfPhoto,
  listLiveFolders,
  markFileAbsent,
  putFile,
  updatePresence,
} from '../files.ts';
import { listImportedFolders } from '../folders.ts';
import { listLabels } from '../labels.ts';
import { openForReading, openForWriting } from '../open.ts';
import { countPhotos, findPhotoByHash, getPhoto, listPhotos } from '../photos.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 5: a photo at two paths, with Anna's face. */
function fifthLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 5)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 5');
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 3)',
  ).run(Buffer.alloc(32, 1));
  db.prepare(
    'INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version) VALUES (1, 0, 0, 1, 1, ?, 1, 3)',
  ).run(Buffer.alloc(544));
  db.exec(`
    INSERT INTO people (name, name_key, created_at) VALUES ('Anna', 'anna', '2026');
    INSERT INTO labels VALUES (1, 1, 'user', '2026');
    INSERT INTO files VALUES ('/a.jpg', 1, 9, 1.5, 2.5), ('/photos/x y/b.jpg', 1, 9, 1.5, 2.5),
      ('C:\\pictures\\c.jpg', 1, 9, 1.5, 2.5);
  `);
  db.close();
  return file;
}

it('keeps photos, labels and places of an older library, in which all files are taken to be there', () => {
  const db = openForWriting(fifthLibrary());
  expect(listLabels(db)).toEqual([{ faceId: 1, personId: 1 }]);
  expect([countPhotos(db), countFaces(db)]).toEqual([1, 1]);
  expect(listFilesOfPhoto(db, 1).map(({ path, gone }) => [path, gone])).toEqual([
    ['/a.jpg', null],
    ['/photos/x y/b.jpg', null],
    ['C:\\pictures\\c.jpg', null],
  ]);
  expect(listFilesIn(db, '/').map(({ path }) => path)).toEqual(['/a.jpg']);
  expect(listFilesIn(db, '/photos/x y/').map(({ path }) => path)).toEqual(['/photos/x y/b.jpg']);
  expect(listFilesIn(db, 'C:\\pictures\\').map(({ path }) => path)).toEqual(['C:\\pictures\\c.jpg']);
  expect(listLiveFolders(db, '/photos/')).toEqual(['/photos/x y/']);
  expect(findPhotoByHash(db, Buffer.alloc(32, 1))).toBe(1);
  expect(findContent(db, Buffer.alloc(32, 1))).toEqual({ photoId: 1, image: null });
  expect(listImportedFolders(db)).toEqual([]);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});

it('reads an older library without migrating it', () => {
  const db = openForReading(fifthLibrary());
  expect(listImportedFolders(db)).toEqual([]);
  expect([countPhotos(db), countFaces(db), listFacesOfPhoto(db, 1).length]).toEqual([1, 1, 1]);
  expect(listPhotos(db, 0, 9)[0]!.path).toBe('/a.jpg');
  expect(listFilesOfPhoto(db, 1)).toHaveLength(3);
  db.close();
});

it('counts a photo only while one of its files is present', () => {
  const db = openForWriting(fifthLibrary());
  for (const path of ['/a.jpg', '/photos/x y/b.jpg']) markFileAbsent(db, path, 1, 'missing');
  expect(updatePresence(db, 1)).toBe('same');
  expect(listFilesOfPhoto(db, 1).map(({ path }) => path)).toEqual(['C:\\pictures\\c.jpg']);
  expect(getPhoto(db, 1)?.path).toBe('C:\\pictures\\c.jpg');
  markFileAbsent(db, 'C:\\pictures\\c.jpg', 1, 'replaced');
  expect(updatePresence(db, 1)).toBe('went');
  expect([countPhotos(db), countFaces(db), listPhotos(db, 0, 9)]).toEqual([0, 0, []]);
  expect(listLabels(db)).toHaveLength(1);
  putFile(db, '/new/d.jpg', 1, { bytes: 9, modifiedMs: 1, changedMs: 1 });
  expect(updatePresence(db, 1)).toBe('came');
  expect([countPhotos(db), countFaces(db), getPhoto(db, 1)?.path]).toEqual([1, 1, '/new/d.jpg']);
  db.close();
});
