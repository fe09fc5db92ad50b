import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listLabels } from '../labels.ts';
import { openForReading, openForWriting } from '../open.ts';
import { listPeople } from '../people.ts';
import { insertTrainingFaces, listTrainingFaces, listTrainingPhotos } from '../training-faces.ts';
import {
  getTrainingRun,
  getTrainingRunDetails,
  insertTrainingRun,
  listTrainingRuns,
  updateTrainingRun,
} from '../training-runs.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of version 4: Anna has the one face. */
function fourthLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 4)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 4');
  db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 9, 400, 300, 3)',
  ).run(Buffer.alloc(32, 1));
  db.prepare(
    'INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version) VALUES (1, 0, 0, 1, 1, ?, 1, 3)',
  ).run(Buffer.alloc(544));
  db.exec(`
    INSERT INTO people (name, name_key, created_at) VALUES ('Anna', 'anna', '2026');
    INSERT INTO labels VALUES (1, 1, 'user', '2026');
  `);
  db.close();
  return file;
}

it('keeps people and labels of an older library, which has no runs', () => {
  const file = fourthLibrary();
  const old = openForReading(file);
  expect([listTrainingRuns(old), getTrainingRun(old, 1)]).toEqual([[], undefined]);
  old.close();
  const db = openForWriting(file);
  expect(listPeople(db)).toEqual([{ id: 1, name: 'Anna' }]);
  expect(listLabels(db)).toEqual([{ faceId: 1, personId: 1 }]);
  expect(listTrainingRuns(db)).toEqual([]);
  db.close();
});

it('keeps a run with the faces that were frozen for it, and says which photos are still there', () => {
  const db = openForWriting(fourthLibrary());
  const id = insertTrainingRun(db, { state: 'preparing', scope: 'head', seed: 7, base: 'dlib-resnet-128' });
  const frozen = [
    { faceId: 1, photoHash: Buffer.alloc(32, 1), person: 'p1', role: 'train' },
    { faceId: 2, photoHash: Buffer.alloc(32, 2), person: null, role: 'library' },
    { faceId: 3, photoHash: Buffer.alloc(32, 3), person: 'p1', role: 'train' },
  ] as const;
  insertTrainingFaces(db, id, frozen);
  expect(listTrainingFaces(db, id)).toEqual(frozen);
  expect(listTrainingPhotos(db, id, 'train')).toEqual([1]);

  const point = { step: 5, loss: 0.1, active: 0.4, val: null };
  updateTrainingRun(db, id, { state: 'failed', curve: [point], settings: { margin: 0.05 } });
  updateTrainingRun(db, id, { failure: { code: 'cancelled', message: 'stopped' } });
  updateTrainingRun(db, id, {});
  expect(getTrainingRun(db, id)).toEqual({
    id,
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    state: 'failed',
    scope: 'head',
    seed: 7,
    settings: { margin: 0.05 },
    base: 'dlib-resnet-128',
    candidate: null,
    decision: null,
    people: 0,
    faces: 0,
    steps: 0,
    backend: null,
    snapshotHash: null,
    baseVal: null,
    seconds: 0,
    report: null,
    failure: { code: 'cancelled', message: 'stopped' },
  });
  expect(getTrainingRunDetails(db, id)).toEqual({
    curve: [point],
    changed: { becameRight: [], becameWrong: [], rightTotal: null, wrongTotal: null },
  });
  const other = insertTrainingRun(db, { state: 'importing', scope: 'full', seed: 1, base: 'a' });
  expect(listTrainingRuns(db).map((run) => run.id)).toEqual([other, id]);
  db.close();
});

it('takes known states and roles only', () => {
  const db = openForWriting(fourthLibrary());
  const id = insertTrainingRun(db, { state: 'training', scope: 'block', seed: 1, base: 'a' });
  const update = db.prepare('UPDATE training_runs SET state = ? WHERE id = ?');
  expect(() => update.run('asleep', id)).toThrow(/CHECK/);
  const face = { faceId: 1, photoHash: Buffer.alloc(3), person: null, role: 'train' } as const;
  expect(() => insertTrainingFaces(db, id, [face])).toThrow(/CHECK/);
  expect(() => insertTrainingFaces(db, 99, [{ ...face, photoHash: Buffer.alloc(32) }])).toThrow(/FOREIGN/);
  db.close();
});
