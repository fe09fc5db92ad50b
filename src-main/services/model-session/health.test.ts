import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { overwritePages, pagesOf } from '../../db/test-damage.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { indexFile } from './active-model.ts';
import { FaceSearch } from './face-search.ts';
import { inspectStore } from './health.ts';
import { storePhoto } from './test-faces.ts';

let root: string;
let database: string;
let db: WritableDb;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'familiar-health-'));
  database = join(root, 'library.sqlite');
  db = openForWriting(database);
  db.transaction(() => {
    for (let i = 0; i < 60; i++) storePhoto(db, [{ person: i % 5, variation: i }]);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
});
afterEach(() => {
  db.close();
  rmSync(root, { recursive: true });
});

const file = () => indexFile(root, embeddingModel);
const saveIndex = () => {
  const search = new FaceSearch(db, embeddingModel, file());
  search.catchUp();
  search.save();
};

it('finds nothing wrong with a sound library', () => {
  saveIndex();
  expect(inspectStore(db, root)).toMatchObject({
    damage: [],
    integrity: 'ok',
    index: { health: 'good', faces: 60, behind: 0 },
  });
});

it.each(['faces', 'faces_by_photo', 'vectors', 'photos', 'files', 'jobs', 'people', 'labels', 'edits'])(
  'finds a damaged page of %s',
  (table) => {
    db.close();
    overwritePages(database, pagesOf(database, table).slice(-1));
    db = openForWriting(database);
    expect(inspectStore(db, root).damage).not.toEqual([]);
  },
);

it('finds rows that point nowhere, and faces without a vector', () => {
  db.pragma('foreign_keys = OFF');
  db.exec("INSERT INTO labels VALUES (999, 998, 'user', '')");
  expect(inspectStore(db, root).damage.join()).toMatch(/labels has rows of (faces|people) that are gone/);
  db.exec('DELETE FROM labels');
  db.exec('DELETE FROM vectors WHERE face_id = 3');
  expect(inspectStore(db, root).damage).toEqual(['a face has no vector']);
});

it('takes no sealed index for good that is of other faces', () => {
  saveIndex();
  const garbage = Buffer.alloc(readFileSync(file()).length, 9);
  writeFileSync(file(), garbage);
  const seal = JSON.parse(readFileSync(`${file()}.json`, 'utf8')) as object;
  const sha256 = createHash('sha256').update(garbage).digest('hex');
  writeFileSync(`${file()}.json`, JSON.stringify({ ...seal, sha256 }));
  expect(inspectStore(db, root).index.health).toBe('of other faces');
  const search = new FaceSearch(db, embeddingModel, file());
  expect(search.neighbours(1, 3)).toHaveLength(3);
});
