import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putFile } from '../../db/files.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { insertPhoto } from '../../db/photos.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { stampOf } from '../files/photo-files.ts';
import { storeRecognised } from '../imports/recognition-job.ts';
import { People } from '../people/people.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { ChipHashes } from './chip-hashes.ts';
import { selectFaces } from './selection.ts';

const distance = 0.3;
let folder: string;
let db: WritableDb;
let people: People;
let corrections: Corrections;
let photos = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-selection-'));
  photos = 0;
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stores a photo of one person that lies on the disk; returns the id of the face. */
function store(person: number, variation: number): number {
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(++photos);
  const path = join(folder, `${photos}.jpg`);
  writeFileSync(path, 'photo');
  const id = insertPhoto(db, hash, 5);
  putFile(db, path, id, stampOf(statSync(path)));
  storeRecognised(db, id, { ...photoWith([faceWith(vectorOf(person, variation))]), thumbnail: hash });
  return photos;
}

const storeGroup = (person: number, faces: number) =>
  Array.from({ length: faces }, (_, variation) => store(person, variation));

async function select() {
  const view = await people.viewAt(distance);
  const { faces } = await selectFaces(db, view, null, { distance, seed: 1, hashes: new ChipHashes() });
  return faces.map(({ faceId, known }) => [faceId, known]);
}

it('takes labelled faces, those of nameless groups and nameless single ones', async () => {
  storeGroup(1, 2);
  storeGroup(2, 2);
  store(3, 0);
  await corrections.name('c1', 'Anna', distance);
  expect(await select()).toEqual([
    [1, 'labelled'],
    [2, 'labelled'],
    [3, 'grouped'],
    [4, 'grouped'],
    [5, 'nameless'],
  ]);
});

it('takes no face of somebody who is hidden, nameless groups and single faces among them', async () => {
  storeGroup(1, 2);
  storeGroup(2, 2);
  storeGroup(3, 2);
  store(4, 0);
  store(5, 0);
  await corrections.name('c1', 'Anna', distance);
  await corrections.hide(['c3', 'c7'], distance);
  expect(await select()).toEqual([
    [1, 'labelled'],
    [2, 'labelled'],
    [5, 'grouped'],
    [6, 'grouped'],
    [8, 'nameless'],
  ]);
  await corrections.hide(['p1'], distance);
  expect(await select()).toEqual([
    [5, 'grouped'],
    [6, 'grouped'],
    [8, 'nameless'],
  ]);
});
