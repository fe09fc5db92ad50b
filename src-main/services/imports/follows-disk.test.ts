import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import type { Box } from '../../contract/models.ts';
import { countFaces, listFacesOfPhoto } from '../../db/faces.ts';
import { listImportedFolders } from '../../db/folders.ts';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { countMissingPhotos, countPhotos, listMissingPhotos, listPhotos } from '../../db/photos.ts';
import { insertTrainingFaces, listTrainingPhotos } from '../../db/training-faces.ts';
import { insertTrainingRun } from '../../db/training-runs.ts';
import { contentOf } from '../../db/photos.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { drawFace } from '../corrections/draw.ts';
import { People } from '../people/people.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { Imports } from './imports.ts';
import { findPhotoFile } from '../files/photo-files.ts';

/** Distances of synthetic faces in the built-in model: 0.14 within a person, 1.4 between people. */
const at = 0.4;
let folder: string;
let db: WritableDb;
let people: People;
let corrections: Corrections;
/** People found in a file, by its name. */
let scenes: Map<string, { person: number; box: Box; drift?: number }[]>;
/** Number of recognitions of each file. */
let looks: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-disk-'));
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, 'dlib-resnet-128') } });
  corrections = new Corrections(db, people, () => 1);
  scenes = new Map();
  looks = [];
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** A person's vector in one picture; with a drift, the vector after re-saving it. */
function seen(person: number, drift = 0): Float32Array {
  const vector = Float32Array.from(vectorOf(person, 1), (x, i) => x + drift * Math.sin(i));
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 2,
  async recognise(path, { box } = {}) {
    const { width, height, orientation } = await sharp(path).metadata();
    const isTurned = (orientation ?? 1) >= 5;
    const scene = scenes.get(basename(path)) ?? [];
    if (!box) looks.push(basename(path));
    const faces = scene
      .filter((face) => (box ? overlaps(face.box, box) : !hidden.has(face.person)))
      .map((face) => ({ ...faceWith(seen(face.person, face.drift)), box: face.box }));
    return {
      ...photoWith(faces),
      width: isTurned ? height : width,
      height: isTurned ? width : height,
      orientation: orientation ?? 1,
      thumbnail: await sharp(path).autoOrient().resize(40).jpeg().toBuffer(),
    };
  },
  async close() {},
};
/** People that the detector misses; their faces are drawn by hand. */
const hidden = new Set<number>();
beforeEach(() => hidden.clear());
const overlaps = (one: Box, other: Box) => Math.abs(one.x - other.x) + Math.abs(one.y - other.y) < 0.05;

const makeImports = () =>
  new Imports(db, recogniser, {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  });

async function importAll(paths = [folder], options = {}) {
  const imports = makeImports();
  imports.start(paths, options);
  const tally = await imports.finished();
  const { photos, skipped, missing, moved, returned, updated, failed, leftOut, offline, unreadable } = tally;
  return { photos, skipped, missing, moved, returned, updated, failed, leftOut, offline, unreadable };
}
const nothing = {
  photos: 0,
  skipped: 0,
  missing: 0,
  moved: 0,
  returned: 0,
  updated: 0,
  failed: [],
  leftOut: {},
  offline: [],
  unreadable: [],
};

const picture = (seed: number, width = 64, height = 48): Sharp =>
  sharp(
    Buffer.from(
      Uint8Array.from({ length: width * height * 3 }, (_, i) => (seed * 40 + ((i * seed) % 97)) & 255),
    ),
    { raw: { width, height, channels: 3 } },
  );

async function write(name: string, image: Sharp, people_: { person: number; box: Box; drift?: number }[]) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await image.toBuffer());
  scenes.set(basename(name), people_);
  // No two writes within one tick of the clock of the file system.
  const later = new Date(Date.now() + ++ticks * 1000);
  utimesSync(path, later, later);
  return path;
}
let ticks = 0;

const left: Box = { x: 0.1, y: 0.2, width: 0.2, height: 0.3 };
const right: Box = { x: 0.6, y: 0.2, width: 0.2, height: 0.3 };
const jpeg = (seed: number, options: object = {}) =>
  picture(seed)
    .withMetadata({ orientation: 1, ...options })
    .jpeg();

async function nameFirst(name: string): Promise<string> {
  const [person] = firstItems((await people.list({ distance: at, minFaces: 1 })).people, 1);
  return (await corrections.name(person.id, name, at)).result;
}
const listed = async () =>
  (await people.list({ distance: at, minFaces: 1 })).people.map(({ name, faces }) => [name, faces]);

describe('a photo whose metadata were changed by another program', () => {
  it.each([
    ['jpg', (tag: string) => jpeg(3, { exif: { IFD0: { ImageDescription: tag } } })],
    [
      'png',
      (tag: string) =>
        picture(3)
          .withMetadata({ exif: { IFD0: { ImageDescription: tag } } })
          .png(),
    ],
    ['tif', (tag: string) => picture(3).tiff({ xres: tag.length })],
  ])('stays the same photo (%s)', async (ending, make) => {
    const path = await write(`a.${ending}`, make('before'), [{ person: 1, box: left }]);
    expect(await importAll()).toEqual({ ...nothing, photos: 1 });
    await nameFirst('Anna');
    await write(`a.${ending}`, make('after, which is longer'), [{ person: 1, box: left }]);
    expect(await importAll()).toEqual({ ...nothing, updated: 1, skipped: ending === 'tif' ? 0 : 1 });
    expect(await listed()).toEqual([['Anna', 1]]);
    expect([countPhotos(db), countFaces(db), countMissingPhotos(db)]).toEqual([1, 1, 0]);
    expect(listPhotos(db, 0, 9)[0]).toMatchObject({ id: 1, path });
    expect((await findPhotoFile(db, 1)).whereabouts).toBe('there');
    // A picture stored in one piece is identified without decoding.
    expect(looks).toHaveLength(ending === 'tif' ? 2 : 1);
    expect(await importAll()).toEqual({ ...nothing, skipped: 1 });
  });

  it('is the same in frozen runs of training, and keeps what was drawn and dismissed', async () => {
    await write('a.jpg', jpeg(3), [
      { person: 1, box: left },
      { person: 2, box: right },
    ]);
    await importAll();
    await nameFirst('Anna');
    await corrections.dismiss([2], at);
    const run = insertTrainingRun(db, { state: 'done', scope: 'head', seed: 1, base: 'a' });
    const { hash } = contentOf(db, 1);
    insertTrainingFaces(db, run, [{ faceId: 1, photoHash: hash, person: 'p1', role: 'train' }]);
    await write('a.jpg', jpeg(3, { density: 300 }), []);
    await importAll();
    expect(contentOf(db, 1).hash).not.toEqual(hash);
    expect(listTrainingPhotos(db, run, 'train')).toEqual([1]);
    expect(countFaces(db)).toBe(1);
  });

  it('turns its faces where it was turned by its orientation alone', async () => {
    await write('a.jpg', jpeg(3), [{ person: 1, box: left }]);
    await importAll();
    await nameFirst('Anna');
    await write('a.jpg', jpeg(3, { orientation: 6 }), []);
    expect(await importAll()).toEqual({ ...nothing, skipped: 1, updated: 1 });
    expect(await listed()).toEqual([['Anna', 1]]);
    // A quarter to the right: what was at the left of the picture is at its top.
    const [{ box }] = firstItems(listFacesOfPhoto(db, 1), 1);
    expect(box.x).toBeCloseTo(1 - left.y - left.height);
    expect(box.y).toBeCloseTo(left.x);
    expect(listPhotos(db, 0, 1)[0]).toMatchObject({ width: 48, height: 64 });
    expect(looks).toHaveLength(1);
  });
});

describe('a photo that was edited under its name', () => {
  it('keeps the faces that are found again by place and likeness, and takes new ones in', async () => {
    await write('a.jpg', jpeg(3), [
      { person: 1, box: left },
      { person: 2, box: right },
    ]);
    await importAll();
    await nameFirst('Anna');
    await corrections.name('c2', 'Ben', at);
    // Cropped: Anna is elsewhere, Ben is cut off, and Cleo is found.
    await write('a.jpg', jpeg(5), [
      { person: 3, box: left },
      { person: 1, box: { ...right, width: 0.35 }, drift: 0.01 },
    ]);
    expect(await importAll()).toEqual({ ...nothing, updated: 1 });
    expect(await listed()).toEqual([
      ['Anna', 1],
      [null, 1],
    ]);
    expect(countPhotos(db)).toBe(1);
    expect(listLabels(db)).toHaveLength(2);
    expect(listFacesOfPhoto(db, 1).map(({ id, box }) => [id, box.x])).toEqual([
      [3, left.x],
      [1, right.x],
    ]);
    // The old picture comes back, and Ben with it.
    await write('a.jpg', jpeg(3), [
      { person: 1, box: left },
      { person: 2, box: right },
    ]);
    expect(await importAll()).toEqual({ ...nothing, updated: 1 });
    expect((await listed()).sort()).toEqual([
      ['Anna', 1],
      ['Ben', 1],
    ]);
  });

  it('keeps a face that was drawn, which the detector does not find', async () => {
    hidden.add(2);
    await write('a.jpg', picture(3, 320, 240).jpeg(), [
      { person: 1, box: left },
      { person: 2, box: right },
    ]);
    await importAll();
    await drawFace(db, recogniser, corrections, { photoId: 1, box: right, name: 'Ben' });
    await write('a.jpg', picture(5, 320, 240).jpeg(), [
      { person: 1, box: left, drift: 0.01 },
      { person: 2, box: right, drift: 0.01 },
    ]);
    expect(await importAll()).toEqual({ ...nothing, updated: 1 });
    expect((await listed()).map(([name]) => name).sort()).toEqual(['Ben', null]);
    expect(countFaces(db)).toBe(2);
  });

  it('gives way to another picture, and comes back with its own', async () => {
    const path = await write('a.jpg', jpeg(3), [{ person: 1, box: left }]);
    await importAll();
    await nameFirst('Anna');
    await write('a.jpg', jpeg(5), [{ person: 7, box: left }]);
    expect(await importAll()).toEqual({ ...nothing, photos: 1, missing: 1 });
    expect(await listed()).toEqual([[null, 1]]);
    expect(listMissingPhotos(db, 0, 9)).toMatchObject([{ id: 1, path, why: 'replaced', faces: 1 }]);
    expect((await findPhotoFile(db, 1)).whereabouts).toBe('changed');
    await write('b.jpg', jpeg(3), [{ person: 1, box: left }]);
    expect(await importAll()).toEqual({ ...nothing, skipped: 2, returned: 1 });
    expect((await listed())[1] ?? (await listed())[0]).toContain(1);
    expect((await listed()).map(([name]) => name)).toContain('Anna');
  });
});

describe('files that go and come', () => {
  async function three(): Promise<void> {
    for (const i of [1, 2, 3])
      await write(`sub/${i}.jpg`, jpeg(i), [{ person: 1, box: left, drift: i / 1000 }]);
    await importAll();
    await nameFirst('Anna');
  }

  it('go on at their new place', async () => {
    await three();
    renameSync(join(folder, 'sub'), join(folder, 'moved'));
    expect(await importAll()).toEqual({ ...nothing, skipped: 3, moved: 3 });
    expect(listPhotos(db, 0, 9).map(({ path }) => dirname(path))).toEqual(
      Array(3).fill(join(folder, 'moved')),
    );
    expect(await listed()).toEqual([['Anna', 3]]);
  });

  it('are missing, do not count, and come back by themselves', async () => {
    await three();
    const [path, aside] = [join(folder, 'sub/1.jpg'), join(tmpdir(), `${basename(folder)}.jpg`)];
    renameSync(path, aside);
    expect(await importAll()).toEqual({ ...nothing, skipped: 2, missing: 1 });
    expect(await listed()).toEqual([['Anna', 2]]);
    expect([countPhotos(db), countFaces(db), countMissingPhotos(db)]).toEqual([2, 2, 1]);
    expect([...(await people.paths({ distance: at, minFaces: 1 })).values()].flat()).not.toContain(path);
    expect(await importAll()).toEqual({ ...nothing, skipped: 2 });
    renameSync(aside, path);
    expect(await importAll()).toEqual({ ...nothing, skipped: 3, returned: 1 });
    expect(await listed()).toEqual([['Anna', 3]]);
  });

  it('lose nothing with their disk', async () => {
    await three();
    renameSync(folder, `${folder}-away`);
    expect(await importAll()).toEqual({ ...nothing, offline: [folder] });
    expect(await listed()).toEqual([['Anna', 3]]);
    expect(listImportedFolders(db)[0]).toMatchObject({ path: folder, state: 'offline' });
    expect((await findPhotoFile(db, 1)).whereabouts).toBe('offline');
    // An empty place at which it was mounted, on another file system than before.
    mkdirSync(folder);
    db.prepare("UPDATE folders SET device = 'another'").run();
    expect(await importAll()).toEqual({ ...nothing, offline: [folder] });
    expect(await listed()).toEqual([['Anna', 3]]);
    rmSync(folder, { recursive: true });
    renameSync(`${folder}-away`, folder);
    expect(await importAll()).toEqual({ ...nothing, skipped: 3 });
    expect(listImportedFolders(db)[0]).toMatchObject({
      state: 'online',
      device: String(statSync(folder).dev),
    });
  });

  it('are found under another folder that is imported, and the old one is forgotten', async () => {
    await three();
    const other = `${folder}-moved`;
    renameSync(folder, other);
    expect(await importAll([other])).toEqual({ ...nothing, skipped: 3, moved: 3 });
    expect(listImportedFolders(db).map(({ path }) => path)).toEqual([other]);
    expect(listPhotos(db, 0, 9).every(({ path }) => path.startsWith(other))).toBe(true);
    renameSync(other, folder);
  });

  it('leave the list of failures, where they had failed', async () => {
    const bad = await write('bad.jpg', jpeg(9), []);
    const breaking: Recogniser = {
      ...recogniser,
      recognise: () => Promise.reject(Object.assign(new Error('torn'), {})),
    };
    const imports = new Imports(db, breaking, {
      progressed() {},
      facesStored() {},
      presenceChanged() {},
      async foundRemoved() {},
    });
    imports.start([folder]);
    await imports.finished();
    expect(makeImports().failures()).toMatchObject([{ path: bad }]);
    rmSync(bad);
    await importAll();
    expect(makeImports().failures()).toEqual([]);
    expect(makeImports().failedPhotos).toBe(0);
  });

  it('that are left out by a new rule do not count, until it is dropped', async () => {
    await three();
    await write('4.jpg', jpeg(4), []);
    const excluded = { folder: { followLinks: false, excluded: ['sub'] } };
    expect(await importAll([folder], excluded)).toEqual({
      ...nothing,
      photos: 1,
      missing: 3,
      leftOut: { excluded: 3 },
    });
    expect(await listed()).toEqual([]);
    // Options of a folder hold for later looks.
    expect(await importAll()).toEqual({ ...nothing, skipped: 1, leftOut: { excluded: 3 } });
    expect(await importAll([folder], { folder: { followLinks: false, excluded: [] } })).toEqual({
      ...nothing,
      skipped: 4,
      returned: 3,
    });
    expect(await listed()).toEqual([['Anna', 3]]);
  });

  it('stay as they are in a folder that cannot be read', async () => {
    await three();
    // The name is too long: no account can read such a folder, not even root.
    db.prepare('UPDATE folders SET path = ?').run(join(folder, 'x'.repeat(300)));
    const imports = makeImports();
    imports.lookAgain(null, true);
    const { missing, unreadable } = await imports.finished();
    expect(missing).toBe(0);
    expect(unreadable).toHaveLength(1);
    expect(await listed()).toEqual([['Anna', 3]]);
  });

  it('that are pipes hold nothing up, however many, also where a photo lay', async (test) => {
    test.skip(process.platform === 'win32', 'Windows has no pipes among files');
    await three();
    rmSync(join(folder, 'sub/1.jpg'));
    const pipes = Array.from({ length: 9 }, (_, i) => join(folder, `sub/pipe${i}.jpg`));
    execFileSync('mkfifo', [join(folder, 'sub/1.jpg'), ...pipes]);
    expect(await importAll()).toEqual({
      ...nothing,
      skipped: 2,
      missing: 1,
      leftOut: { 'not-a-file': 10 },
    });
    const { failed } = await importAll(pipes);
    expect(failed.map(({ code }) => code)).toEqual(pipes.map(() => 'photo-unreadable'));
    expect((await findPhotoFile(db, 1)).whereabouts).toBe('changed');
    expect(await readFile(join(folder, 'sub/2.jpg'))).not.toHaveLength(0);
  });

  it('are looked at again together, those imported one by one as well', async () => {
    await three();
    const loose = mkdtempSync(join(tmpdir(), 'familiar-loose-'));
    const file = join(loose, 'one.jpg');
    copyFileSync(join(folder, 'sub/1.jpg'), file);
    writeFileSync(file, await jpeg(8).toBuffer());
    await importAll([file]);
    expect(listImportedFolders(db)).toHaveLength(1);
    rmSync(file);
    const imports = makeImports();
    imports.lookAgain(null, true);
    expect((await imports.finished()).missing).toBe(1);
    expect(imports.progress).toMatchObject({ quiet: true, failed: 0 });
    rmSync(loose, { recursive: true });
  });
});
