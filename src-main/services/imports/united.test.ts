import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { listRejections } from '../../db/corrections.ts';
import { listDamage } from '../../db/damage.ts';
import { countFaces, listFacesOfPhoto } from '../../db/faces.ts';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { countMissingPhotos, countPhotos } from '../../db/photos.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { drawFace } from '../corrections/draw.ts';
import { People } from '../people/people.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { Imports } from './imports.ts';

const at = 0.4;
const boxes = [0.05, 0.35, 0.65].map((x) => ({ x, y: 0.2, width: 0.2, height: 0.3 }));
let folder: string;
let path: string;
let db: WritableDb;
let people: People;
let corrections: Corrections;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-united-'));
  path = join(folder, 'a.jpg');
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, 'dlib-resnet-128') } });
  corrections = new Corrections(db, people, () => 1);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** A recogniser that finds two people in each picture, and a third at a given place. */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  async recognise(file, { box } = {}) {
    const { width, height } = await sharp(file).metadata();
    const faces = [1, 2].map((person, i) => ({ ...faceWith(vectorOf(person, 1)), box: boxes[i]! }));
    return {
      ...photoWith(box ? [{ ...faceWith(vectorOf(3, 1)), box }] : faces),
      width,
      height,
      thumbnail: await sharp(file).resize(40).jpeg().toBuffer(),
    };
  },
  async close() {},
};

async function look() {
  const imports = new Imports(db, recogniser, {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  });
  imports.start([folder]);
  const { photos, updated, missing } = await imports.finished();
  return { photos, updated, missing };
}

/** One picture with different metadata. */
const save = (words: string, grey = 99): Promise<unknown> =>
  sharp(Buffer.alloc(320 * 240 * 3, grey), { raw: { width: 320, height: 240, channels: 3 } })
    .withMetadata({ exif: { IFD0: { ImageDescription: words } } })
    .jpeg()
    .toBuffer()
    .then((bytes) => writeFileSync(path, bytes));

/**
 * A library that predates picture identities: a photo and a second photo of the same file after another program wrote
 * into it. Faces 1 and 2 are of the first; those of the second come last.
 */
async function makeTwins(spoken: () => Promise<unknown>): Promise<void> {
  await save('before');
  await look();
  await spoken();
  const rename = db.prepare('UPDATE files SET path = ? WHERE photo_id = 1');
  const forget = () => db.exec('UPDATE photos SET image = NULL; UPDATE contents SET image = NULL;');
  rename.run(join(folder, 'elsewhere', 'a.jpg'));
  forget();
  await save('after, which is longer');
  expect((await look()).photos).toBe(1);
  rename.run(path);
  db.exec('UPDATE files SET gone = NULL; UPDATE photos SET gone = NULL; UPDATE faces SET absent = NULL');
  forget();
  expect([countPhotos(db), listLabels(db).length > 0]).toEqual([2, true]);
}

/** The state of such a library after a look before the two photos were united. */
function replaceFirst(): void {
  db.exec(`UPDATE files SET gone = 'replaced' WHERE photo_id = 1;
    UPDATE photos SET gone = 'replaced' WHERE id = 1;
    UPDATE faces SET absent = 'photo' WHERE photo_id = 1;`);
}

const listed = async () =>
  (await people.list({ distance: at, minFaces: 1 })).people
    .map(({ name, faces, photos }) => `${name}: ${faces} in ${photos}`)
    .sort();
const namedOne = async (face: number, name: string) => {
  const owners = await people.owners(at);
  return (await corrections.name(owners.get(face)!.personId, name, at)).result;
};

it('makes one photo of two, with its labels, its drawn faces and what its faces are not', async () => {
  await makeTwins(async () => {
    await namedOne(1, 'Anna');
    await namedOne(2, 'Ben');
    await drawFace(db, recogniser, corrections, { photoId: 1, box: boxes[2]!, name: 'Cleo' });
  });
  const second = listFacesOfPhoto(db, 2)[1]!.id;
  db.prepare('INSERT INTO rejections (face_id, person_id) VALUES (?, 1)').run(second);
  const labels = listLabels(db);
  expect(await look()).toMatchObject({ photos: 0, updated: 1, missing: 0 });
  expect(await listed()).toEqual(['Anna: 1 in 1', 'Ben: 1 in 1', 'Cleo: 1 in 1']);
  expect([countPhotos(db), countFaces(db), countMissingPhotos(db)]).toEqual([1, 3, 0]);
  expect(listLabels(db)).toEqual(labels);
  expect(listRejections(db).map(({ faceId }) => faceId)).toEqual([2, second]);
  expect(listFacesOfPhoto(db, 1).map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(listDamage(db)).toEqual([]);
  expect(await look()).toMatchObject({ photos: 0, updated: 0, missing: 0 });
});

it('keeps what was said of the second photo alone, and takes all of it back as before', async () => {
  await makeTwins(() => namedOne(1, 'Anna'));
  replaceFirst();
  const [second] = firstItems(listFacesOfPhoto(db, 2).slice(-1), 1);
  await namedOne(second.id, 'Ben');
  const [ben] = listLabels(db).slice(-1);
  await look();
  expect(await listed()).toEqual(['Anna: 1 in 1', 'Ben: 1 in 1']);
  expect(listLabels(db)).toContainEqual(ben);
  for (const left of [
    ['Anna: 1 in 1', 'null: 1 in 1'],
    ['null: 1 in 1', 'null: 1 in 1'],
  ]) {
    await corrections.undo();
    expect(await listed()).toEqual(left);
  }
  await corrections.redo();
  await corrections.redo();
  expect(await listed()).toEqual(['Anna: 1 in 1', 'Ben: 1 in 1']);
  // Re-saved with other pixels: of two detections, the counted one is kept.
  await save('later', 80);
  await look();
  expect(await listed()).toEqual(['Anna: 1 in 1', 'Ben: 1 in 1']);
});

it('makes them one also where the first was found to be replaced', async () => {
  await makeTwins(() => namedOne(1, 'Anna'));
  replaceFirst();
  await look();
  expect(await listed()).toEqual(['Anna: 1 in 1', 'null: 1 in 1']);
  expect([countPhotos(db), countFaces(db)]).toEqual([1, 2]);
});

it('leaves a photo alone that lies in a file of its own', async () => {
  await makeTwins(() => namedOne(1, 'Anna'));
  db.exec(`INSERT INTO files (path, folder, photo_id, bytes, modified_ms, changed_ms)
    VALUES ('/far/b.jpg', '/far/', 1, 1, 1, 1)`);
  await look();
  expect([countPhotos(db), countFaces(db)]).toEqual([2, 4]);
});
