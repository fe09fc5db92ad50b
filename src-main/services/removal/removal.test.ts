import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RemovalTarget } from '../../contract/removals.ts';
import { insertModel } from '../../db/models.ts';
import { openForReading, type ReadableDb } from '../../db/open.ts';
import { insertTrainingFaces, listTrainingFaces } from '../../db/training-faces.ts';
import { insertTrainingRun } from '../../db/training-runs.ts';
import { openForWriting } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { libraryLayout } from '../../library/layout.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

const at = 0.5;
const call = { signal: new AbortController().signal };
const names = ['Åsa Lindqvist', 'Benedikt', 'Cleo'];

let folder: string;
let library: Library;

/** People of each photo. Person 1 is in two folders, person 2 only in the second. */
const photos: Record<string, number[]> = {
  'north/1.jpg': [1, 3],
  'north/2.jpg': [1],
  'south/3.jpg': [1, 2],
  'south/4.jpg': [2],
  'south/5.jpg': [2, 3],
};
const paths = Object.keys(photos);
const pathOf = (photo: string): string => join(folder, 'pictures', photo);
const chipOf = (photo: string, person: number): Buffer => Buffer.from(`chip of ${person} in ${photo}`);
const vectorBytes = (photo: string, person: number): Buffer =>
  Buffer.from(vectorOf(person, paths.indexOf(photo)).buffer);

const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  async recognise(path) {
    const photo = paths.find((name) => path.endsWith(name))!;
    const faces = photos[photo]!.map((person, i) => ({
      ...faceWith(vectorOf(person, paths.indexOf(photo))),
      box: { x: 0.1 + 0.4 * i, y: 0.1, width: 0.2, height: 0.2 },
      chip: new Uint8Array(chipOf(photo, person)),
    }));
    return { ...photoWith(faces), thumbnail: new Uint8Array(Buffer.from(`thumbnail of ${photo}`)) };
  },
  async close() {},
};

const open = async () =>
  (library = await openLibrary(join(folder, 'library'), { recogniser, model: embeddingModel }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-removal-'));
  for (const photo of paths) {
    mkdirSync(join(pathOf(photo), '..'), { recursive: true });
    writeFileSync(pathOf(photo), photo);
  }
  await open();
  for (const photo of paths) {
    library.imports.start([pathOf(photo)]);
    await library.imports.finished();
  }
  for (const [i, name] of names.entries()) await nameFace(i + 1, name);
});
afterEach(async () => {
  await library.close();
  rmSync(folder, { recursive: true });
});

/** Names the person that resembles a synthetic one. */
async function nameFace(person: number, name: string): Promise<void> {
  const photo = paths.find((path) => photos[path]!.includes(person))!;
  const { photos: listed } = await library.handlers['photos.list']({ offset: 0, limit: 9 }, call);
  const { id } = listed.find((one) => photo.endsWith(one.name))!;
  const { people } = await library.handlers['photos.get']({ id, distance: at }, call);
  const { personId } = people[photos[photo]!.indexOf(person)]!;
  await library.handlers['people.name']({ id: personId, name, distance: at }, call);
}

const shown = async () => {
  const { people } = await library.handlers['people.list']({ distance: at, minFaces: 1 }, call);
  return Object.fromEntries(people.map(({ name, faces }) => [name, faces]));
};
const idOf = async (name: string): Promise<string> =>
  (await library.handlers['people.named']({}, call)).people.find((one) => one.name === name)!.id;
const total = async () => (await library.handlers['photos.list']({ offset: 0, limit: 9 }, call)).total;
const remove = async (target: RemovalTarget) =>
  (await library.handlers['removal.remove']({ target }, call)).result;
const purge = (options: { id?: number } = {}) =>
  library.handlers['removal.purge']({ ...options, backups: true }, call);
const south = (): RemovalTarget => ({ kind: 'folder', path: join(folder, 'pictures', 'south') });

/** The byte sequences that occur anywhere in the library's files. */
function leftovers(needles: Record<string, Buffer | string>): string[] {
  const files = readdirSync(join(folder, 'library'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, 'library', name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
  return Object.keys(needles).filter((name) => files.some((bytes) => bytes.includes(needles[name]!)));
}

/** Every value that the library holds about a person's face in a photo. */
const traces = (photo: string, person: number): Record<string, Buffer | string> => ({
  [`vector ${photo} ${person}`]: vectorBytes(photo, person),
  [`chip ${photo} ${person}`]: chipOf(photo, person),
});
const traceOf = (person: number) =>
  Object.assign(
    { name: names[person - 1], 'name in JSON': JSON.stringify(names[person - 1]) },
    ...paths.filter((photo) => photos[photo]!.includes(person)).map((photo) => traces(photo, person)),
  ) as Record<string, Buffer | string>;

function look<T>(at: (db: ReadableDb) => T): T {
  const db = openForReading(libraryLayout(join(folder, 'library')).database);
  try {
    return at(db);
  } finally {
    db.close();
  }
}

describe('a folder', () => {
  it('is told of beforehand, goes out of sight, and comes back whole with undo', async () => {
    expect(await library.handlers['removal.plan']({ target: south() }, call)).toEqual({
      photos: 3,
      faces: 5,
      labels: 5,
      names: ['Benedikt'],
      received: 0,
      models: [],
      backups: expect.any(Number),
    });
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 3, Cleo: 2 });
    const removal = await remove(south());
    expect(removal).toMatchObject({ kind: 'folder', photos: 3, faces: 5 });
    expect(Date.parse(removal.purgeAt) - Date.parse(removal.at)).toBe(30 * 24 * 3600 * 1000);
    expect([await shown(), await total()]).toEqual([{ 'Åsa Lindqvist': 2, Cleo: 1 }, 2]);
    await library.close();
    await open();
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 2, Cleo: 1 });
    await library.handlers['edits.undo']({}, call);
    expect([await shown(), await total()]).toEqual([{ 'Åsa Lindqvist': 3, Benedikt: 3, Cleo: 2 }, 5]);
    expect((await library.handlers['removal.list']({}, call)).removals).toEqual([]);
    await library.handlers['edits.redo']({}, call);
    expect([await shown(), await total()]).toEqual([{ 'Åsa Lindqvist': 2, Cleo: 1 }, 2]);
  });

  it('is put back also after other edits, to who has the name by then', async () => {
    const { id } = await remove(south());
    await nameFace(3, 'Benedikt');
    await library.handlers['removal.putBack']({ id }, call);
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 5 });
    await library.handlers['edits.undo']({}, call);
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 2, Benedikt: 1 });
    expect((await library.handlers['removal.list']({}, call)).removals).toMatchObject([{ id }]);
  });

  it('leaves nothing in the library once it is purged, and the rest as it was, also after a restart', async () => {
    const gone = { ...traces('south/3.jpg', 1), ...traceOf(2), ...traces('south/5.jpg', 3) };
    const all = { ...gone, path: pathOf('south'), thumbnail: 'thumbnail of south/4.jpg' };
    const { id } = await remove(south());
    expect(leftovers(all)).toEqual(Object.keys(all));
    expect(await purge({ id })).toEqual({ removals: 1, photos: 3, faces: 5, models: [], backups: 1 });
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 2, Cleo: 1 });
    expect(leftovers(all)).toEqual([]);
    await library.close();
    expect(leftovers(all)).toEqual([]);
    await open();
    expect([await shown(), await total()]).toEqual([{ 'Åsa Lindqvist': 2, Cleo: 1 }, 2]);
    const { faces } = await library.handlers['faces.similar']({ id: 1, limit: 9 }, call);
    expect(faces.map((face) => face.id)).toEqual([3, 2]);
    await expect(library.handlers['removal.putBack']({ id }, call)).rejects.toMatchObject({
      code: 'not-found',
    });
    for (const photo of paths) expect(readFileSync(pathOf(photo), 'utf8')).toBe(photo);
  });

  it('that is imported again after a purge is new, and edits from before can be undone still', async () => {
    const { id } = await remove(south());
    await purge({ id });
    expect((await library.handlers['edits.undo']({}, call)).edit).toMatchObject({
      summary: { kind: 'named' },
    });
    library.imports.start([join(folder, 'pictures', 'south')]);
    await library.imports.finished();
    expect(await total()).toBe(5);
    expect((await library.handlers['edits.undo']({}, call)).edit).toMatchObject({
      summary: { kind: 'named', name: 'Åsa Lindqvist' },
    });
  });
});

describe('a person', () => {
  it('is forgotten with name, faces and frozen training, and the photos stay', async () => {
    const person = await idOf('Åsa Lindqvist');
    const target: RemovalTarget = { kind: 'person', id: person, distance: at };
    expect(await library.handlers['removal.plan']({ target }, call)).toMatchObject({
      photos: 0,
      faces: 3,
      names: ['Åsa Lindqvist'],
    });
    await library.close();
    const run = freezeRun();
    await open();
    await remove(target);
    expect([await shown(), await total()]).toEqual([{ Benedikt: 3, Cleo: 2 }, 5]);
    expect(leftovers(traceOf(1))).toEqual(Object.keys(traceOf(1)));
    await purge();
    await library.close();
    expect(leftovers(traceOf(1))).toEqual([]);
    expect(leftovers(traceOf(2))).toEqual(Object.keys(traceOf(2)));
    expect(look((db) => listTrainingFaces(db, run)).map(({ faceId }) => faceId)).toEqual([2]);
    await open();
    expect([await shown(), await total()]).toEqual([{ Benedikt: 3, Cleo: 2 }, 5]);
    const { edits } = await library.handlers['edits.list']({ limit: 9 }, call);
    expect(edits.map(({ summary }) => summary)).toMatchObject([{ name: 'Cleo' }, { name: 'Benedikt' }]);
  });

  it('comes back with the name and all that was said, as long as nothing is purged', async () => {
    const person = await idOf('Cleo');
    const { id } = await remove({ kind: 'person', id: person, distance: at });
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 3 });
    await library.handlers['removal.putBack']({ id }, call);
    expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 3, Cleo: 2 });
    expect(await idOf('Cleo')).toBe(person);
  });
});

describe('all face data', () => {
  it('goes from the disk, and the photos stay', async () => {
    await library.handlers['faces.dismiss']({ faces: [1] }, call);
    await remove({ kind: 'faces' });
    expect([await shown(), await total()]).toEqual([{}, 5]);
    await purge();
    await library.close();
    const all = Object.assign({}, traceOf(1), traceOf(2), traceOf(3)) as Record<string, Buffer | string>;
    expect(leftovers(all)).toEqual([]);
    await open();
    expect([await shown(), await total()]).toEqual([{}, 5]);
  });
});

it('takes photos out of which no file is there, told beforehand, and puts them back', async () => {
  library.imports.start([join(folder, 'pictures')]);
  await library.imports.finished();
  for (const photo of ['north/2.jpg', 'south/4.jpg']) rmSync(pathOf(photo));
  library.imports.start([join(folder, 'pictures')]);
  await library.imports.finished();
  const plan = await library.handlers['removal.plan']({ target: { kind: 'missing' } }, call);
  expect(plan).toMatchObject({ photos: 2, faces: 2, names: [] });
  const removal = await remove({ kind: 'missing' });
  expect(removal).toMatchObject({ kind: 'missing', photos: 2, faces: 2 });
  const missing = async () => (await library.handlers['photos.missing']({ offset: 0, limit: 9 }, call)).total;
  expect([await missing(), await total()]).toEqual([0, 3]);
  await library.handlers['removal.putBack']({ id: removal.id }, call);
  expect([await missing(), await total()]).toEqual([2, 3]);
  await remove({ kind: 'missing' });
  await purge();
  expect([await missing(), await total()]).toEqual([0, 3]);
  expect(leftovers(traces('north/2.jpg', 1))).toEqual([]);
  expect(await shown()).toEqual({ 'Åsa Lindqvist': 2, Benedikt: 2, Cleo: 2 });
});

describe('what was removed a while ago', () => {
  const days = 24 * 3600 * 1000;
  const removedBefore = (id: number, milliseconds: number): void => {
    const db = openForWriting(libraryLayout(join(folder, 'library')).database);
    const at = new Date(Date.now() - milliseconds).toISOString();
    db.prepare('UPDATE removals SET made_at = ? WHERE id = ?').run(at, id);
    db.close();
  };
  const listed = async () => (await library.handlers['removal.list']({}, call)).removals.map(({ id }) => id);

  it('is purged by itself after 30 days, and not before', async () => {
    const person = await remove({ kind: 'person', id: await idOf('Cleo'), distance: at });
    const folderRemoval = await remove(south());
    removedBefore(person.id, 31 * days);
    removedBefore(folderRemoval.id, 29 * days);
    // A library in use checks for it at once, and every hour from then on.
    void library.removals.purgeInTime();
    await expect.poll(listed).toEqual([folderRemoval.id]);
    await library.close();
    // The backup made before the folder's removal holds her; the plan says so.
    rmSync(join(folder, 'library', 'backups'), { recursive: true });
    expect(leftovers(traces('north/1.jpg', 3))).toEqual([]);
    expect(leftovers(traces('south/4.jpg', 2))).toHaveLength(2);
    await open();
    expect(await listed()).toEqual([folderRemoval.id]);
  });
});

describe('a network that was trained on what is deleted', () => {
  const candidate = 'own-00000001';
  const trained = () => {
    const run = freezeRun();
    const db = openForWriting(libraryLayout(join(folder, 'library')).database);
    insertModel(db, { id: candidate, kind: 'dlib150', sourceHash: 'a'.repeat(64) });
    db.prepare('UPDATE training_runs SET candidate_model = ? WHERE id = ?').run(candidate, run);
    db.prepare(
      `INSERT INTO vectors SELECT face_id, ?, pipeline_version, vector FROM vectors WHERE model_id = ?`,
    ).run(candidate, embeddingModel);
    db.close();
    mkdirSync(join(folder, 'library', 'models', candidate), { recursive: true });
    writeFileSync(join(folder, 'library', 'models', candidate, 'weights.bin'), 'weights');
  };
  const kept = () => ({
    folder: readdirSync(join(folder, 'library', 'models')).includes(candidate),
    vectors: look((db) =>
      db.prepare('SELECT count(*) FROM vectors WHERE model_id = ?').pluck().get(candidate),
    ),
  });

  it.each([true, false])('goes with it where that is said (%s)', async (models) => {
    trained();
    const target = { kind: 'person', id: await idOf('Åsa Lindqvist'), distance: at } as const;
    const plan = await library.handlers['removal.plan']({ target }, call);
    expect(plan.models).toEqual([{ id: candidate, active: false }]);
    const { id } = await remove(target);
    const purged = await library.handlers['removal.purge']({ id, models }, call);
    expect(purged.models).toEqual(models ? [candidate] : []);
    expect(kept()).toEqual({ folder: !models, vectors: models ? 0 : 5 });
  });
});

it('keeps single photos out that were purged, unless they are asked for by themselves', async () => {
  const { photos: listed } = await library.handlers['photos.list']({ offset: 0, limit: 9 }, call);
  const { id } = listed.find(({ name }) => name === '4.jpg')!;
  await remove({ kind: 'photos', ids: [id] });
  expect(await total()).toBe(4);
  await purge();
  library.imports.start([join(folder, 'pictures')]);
  await library.imports.finished();
  expect(await total()).toBe(4);
  library.imports.start([pathOf('south/4.jpg')]);
  await library.imports.finished();
  expect(await total()).toBe(5);
});

it('brings a removed folder back where it is imported again', async () => {
  await remove(south());
  library.imports.start([join(folder, 'pictures', 'south')]);
  await library.imports.finished();
  expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 3, Cleo: 2 });
});

it('leaves a removed folder out of the imported one that it lies in, until it is put back', async () => {
  const excluded = async () =>
    (await library.handlers['folders.imported']({}, call)).folders.map((one) => one.excluded);
  const again = async () => {
    await library.handlers['folders.lookAgain']({ paths: null }, call);
    await library.imports.finished();
    return total();
  };
  library.imports.start([join(folder, 'pictures')]);
  await library.imports.finished();
  const { id } = await remove(south());
  expect([await excluded(), await again()]).toEqual([[['south/**']], 2]);
  await library.handlers['removal.putBack']({ id }, call);
  expect([await excluded(), await again()]).toEqual([[[]], 5]);
  expect(await shown()).toEqual({ 'Åsa Lindqvist': 3, Benedikt: 3, Cleo: 2 });
  await remove(south());
  await purge();
  expect([await excluded(), await again()]).toEqual([[['south/**']], 2]);
});

it('refuses what is not there', async () => {
  const refused = expect.objectContaining({ code: 'not-found' });
  await expect(remove({ kind: 'folder', path: join(folder, 'elsewhere') })).rejects.toEqual(refused);
  await expect(remove({ kind: 'missing' })).rejects.toEqual(refused);
  await expect(remove({ kind: 'person', id: 'p99', distance: at })).rejects.toEqual(refused);
  await expect(purge({ id: 7 })).rejects.toEqual(refused);
  await expect(remove({ kind: 'folder', path: 'south' })).rejects.toMatchObject({ code: 'bad-request' });
});

/** A run that was trained on the first two faces and the third. */
function freezeRun(): number {
  const db = openForWriting(libraryLayout(join(folder, 'library')).database);
  const id = insertTrainingRun(db, { state: 'done', scope: 'head', seed: 1, base: 'dlib-resnet-128' });
  const photoHash = Buffer.alloc(32, 1);
  const faces = [1, 2, 3].map((faceId) => ({ faceId, photoHash, person: 'p1', role: 'train' }) as const);
  insertTrainingFaces(db, id, faces);
  db.close();
  return id;
}
