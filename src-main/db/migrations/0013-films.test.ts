import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listFacesOfPhoto, momentsOf } from '../faces.ts';
import { takeJob } from '../jobs.ts';
import { labelsOf } from '../labels.ts';
import { openForReading, openForWriting } from '../open.ts';
import { isFilm, listPhotos } from '../photos.ts';
import { listVectors } from '../vectors.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 12 with a named face, and a photo that waits. */
function twelfthLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 12)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 12');
  const photo =
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 4)';
  db.prepare(photo).run(Buffer.alloc(32, 1));
  const face = `INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version)
    VALUES (1, 0, 0, 1, 1, ?, 1, 4)`;
  db.prepare(face).run(Buffer.alloc(544));
  const vector = "INSERT INTO vectors (face_id, model_id, pipeline_version, vector) VALUES (1, 'm', 4, ?)";
  db.prepare(vector).run(Buffer.from(new Float32Array(128).fill(Math.sqrt(1 / 128)).buffer));
  db.exec("INSERT INTO people (name, name_key, created_at) VALUES ('Anna', 'anna', '2026-01-01')");
  db.exec("INSERT INTO labels (face_id, person_id, source, created_at) VALUES (1, 1, 'user', '2026-01-01')");
  db.exec("INSERT INTO jobs (kind, subject) VALUES ('recognise', 2)");
  db.close();
  return file;
}

it('takes the photos of an older library for photos, with and without migration', () => {
  const file = twelfthLibrary();
  for (const open of [openForReading, openForWriting]) {
    const db = open(file);
    expect(listPhotos(db, 0, 9)).toMatchObject([{ id: 1, seconds: null }]);
    expect(listFacesOfPhoto(db, 1)).toMatchObject([{ id: 1, moment: null }]);
    expect([isFilm(db, 1), momentsOf(db, [1])]).toEqual([false, []]);
    expect(listVectors(db, 'm')).toMatchObject([{ faceId: 1, inFilm: 0 }]);
    expect([...labelsOf(db, [1]).keys()]).toEqual([1]);
    db.close();
  }
  const db = openForWriting(file);
  expect(takeJob(db, 'recognise')).toMatchObject({ subject: 2, later: 0 });
  db.close();
});
