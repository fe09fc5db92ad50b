import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listFacesOfPhoto } from '../faces.ts';
import { openForWriting } from '../open.ts';
import { listVectors } from '../vectors.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 1 with one photo and one face. */
function firstLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  db.exec(migrations[0]!.sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 1');
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 2)',
  ).run(Buffer.alloc(32, 1));
  db.prepare('INSERT INTO faces VALUES (7, 1, 0.1, 0.2, 0.3, 0.4, ?, 0.97, 2)').run(Buffer.alloc(544));
  db.prepare("INSERT INTO vectors VALUES (7, 'model', 2, ?)").run(Buffer.alloc(512));
  db.close();
  return file;
}

it('keeps the faces of a library without quality, which count as not measured', () => {
  const db = openForWriting(firstLibrary());
  expect(listFacesOfPhoto(db, 1)).toEqual([
    {
      id: 7,
      photoId: 1,
      score: 0.97,
      quality: null,
      moment: null,
      box: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 },
    },
  ]);
  expect(listVectors(db, 'model')).toMatchObject([{ faceId: 7, quality: null, weakness: null }]);
  db.close();
});

it('takes measured quality within its bounds and of known weaknesses only', () => {
  const db = openForWriting(firstLibrary());
  const put = (quality: number, weakness: string) =>
    db.prepare('UPDATE faces SET quality = ?, weakness = ?, sharpness = -20').run(quality, weakness);
  put(0.5, 'blurred');
  expect(listFacesOfPhoto(db, 1)[0]!.quality).toBe(0.5);
  expect(() => put(1.5, 'blurred')).toThrow(/CHECK/);
  expect(() => put(0.5, 'ugly')).toThrow(/CHECK/);
  db.close();
});
