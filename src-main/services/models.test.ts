import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dot, unitDistance } from '../common/vectors.ts';
import { countFacesWithout } from '../db/embedding.ts';
import { openForReading, openForWriting, type ReadableDb } from '../db/open.ts';
import { countVectors, listVectors } from '../db/vectors.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { type Library, libraryLayout, openLibrary } from '../library.ts';
import { type TestNetwork, testFaceNetwork } from '../nn/test-face-network.ts';
import { activeModel, nextModel } from './active-model.ts';
import { samplePhotos } from './samples.ts';

const context = { signal: new AbortController().signal };
let folder: string;
/** A library of four photos, recognised by the real networks; every test gets a copy. */
let original: string;
let directory: string;
let album: string;
let opened: Library[];

/** Copies samples into the album; returns their paths. */
function place(first: number, count: number): string[] {
  return samplePhotos()
    .slice(first, first + count)
    .map((sample) => {
      const path = join(album, basename(sample));
      copyFileSync(sample, path);
      return path;
    });
}

async function open(resume = false): Promise<Library> {
  const library = await openLibrary(directory, { device: 'cpu', resume });
  opened.push(library);
  return library;
}

async function importInto(library: Library, paths: string[]): Promise<void> {
  library.imports.start(paths);
  await library.imports.finished();
}

function look<T>(at: (db: ReadableDb) => T): T {
  const db = openForReading(libraryLayout(directory).database);
  try {
    return at(db);
  } finally {
    db.close();
  }
}

function write(network: TestNetwork, name = 'own.onnx'): string {
  const path = join(folder, name);
  writeFileSync(path, testFaceNetwork(network));
  return path;
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-models-'));
  original = join(folder, 'original');
  directory = original;
  album = join(folder, 'album');
  mkdirSync(album);
  opened = [];
  const library = await open();
  await importInto(library, place(0, 4));
  await library.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;
beforeEach(() => {
  opened = [];
  directory = join(folder, `copy-${copies++}`);
  cpSync(original, directory, { recursive: true });
});
afterEach(async () => {
  for (const library of opened) await library.close();
});

describe('a model of the user’s', () => {
  it('comes into force with vectors of its own, and names stay with their faces', async () => {
    const library = await open();
    const groups = () => library.handlers['people.list']({ distance: 0.3, minFaces: 1 }, context);
    const [{ id, cover }] = (await groups()).people;
    await library.handlers['people.name']({ id, name: 'Somebody', distance: 0.3 }, context);
    const before = await library.handlers['library.status']({}, context);
    expect(before.model).toEqual({ id: embeddingModel, isOwn: false, next: null });
    expect(before.distances).toEqual({ least: 0.2, most: 0.8 });

    const events: string[] = [];
    library.subscribe((name) => events.push(name));
    const added = await library.models.add({ file: write({ width: 64 }), kind: 'arcface112' });
    expect(look(activeModel)).toBe(embeddingModel);
    const progress: number[] = [];
    const switched = await library.models.use(added, ({ done }) => progress.push(done));
    expect(switched).toMatchObject({ faces: before.faces, embedded: before.faces, device: { name: 'cpu' } });
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(before.faces);
    expect(events).toContain('model.changed');

    const status = await library.handlers['library.status']({}, context);
    expect(status.model).toEqual({ id: 'own', isOwn: true, next: null });
    expect(status.distance).toBeCloseTo(switched!.distance.after, 4);
    expect(status.distance).toBeGreaterThan(status.distances.least);
    expect(status.distance).toBeLessThan(status.distances.most);
    const named = (await groups()).people.find((person) => person.name === 'Somebody')!;
    expect(named.faces).toBeGreaterThan(0);
    const { faces } = await library.handlers['people.get']({ id: named.id, distance: 0.3 }, context);
    expect(faces.map((face) => face.id)).toContain(cover);
    const similar = await library.handlers['faces.similar']({ id: cover, limit: 3 }, context);
    const vectors = look((db) => new Map(listVectors(db, 'own').map((row) => [row.faceId, row.vector])));
    for (const near of similar.faces) {
      const distance = unitDistance(vectors.get(cover)!, vectors.get(near.id)!);
      expect(near.distance).toBeCloseTo(distance, 4);
    }
    for (const vector of vectors.values()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      // 64 numbers, filled up with zeros.
      expect(vector.subarray(64).every((value) => value === 0)).toBe(true);
    }
    expect(existsSync(libraryLayout(directory).index('own'))).toBe(true);
    expect(look((db) => countVectors(db, embeddingModel))).toBe(before.faces);
  }, 60_000);

  it('takes over the distance that was chosen, and gives it back', async () => {
    const library = await open();
    await library.handlers['people.settle']({ distance: 0.5, minFaces: 1 }, context);
    const own = await library.models.add({ file: write({ width: 64 }), kind: 'arcface112' });
    const other = await library.models.add({
      file: write({ width: 90, seed: 3 }, 'b.onnx'),
      kind: 'arcface112',
    });
    const there = await library.models.use(own);
    expect(there!.distance.before).toBe(0.5);
    expect(there!.distance.after).not.toBeCloseTo(0.5, 2);
    const calibration = (await library.handlers['library.status']({}, context)).calibration;
    expect(calibration.map(({ far }) => far)).toEqual([1e-2, 1e-3, 1e-4, 1e-5]);
    await library.models.use(other);
    await library.models.use(own);
    const back = await library.models.use(embeddingModel);
    expect(back!.distance.after).toBeCloseTo(0.5, 3);
    expect(back!.embedded).toBe(0);
    expect((await library.handlers['library.status']({}, context)).minFaces).toBe(1);
  }, 60_000);

  it('is projected from a greater width by directions of the library’s own faces', async () => {
    const library = await open();
    const own = await library.models.add({ file: write({ width: 200 }), kind: 'arcface112', width: 200 });
    await library.models.use(own);
    const [, summary] = await library.models.list();
    const faces = look((db) => countVectors(db, own));
    expect(summary).toMatchObject({
      id: 'own',
      width: 200,
      active: true,
      faces,
      projection: { faces, weights: 'familiar/projection' },
    });
    // Fewer faces than directions: nothing of them is lost.
    expect(summary.projection!.kept).toBeCloseTo(1, 4);
    expect(existsSync(join(directory, 'models', 'own.draft'))).toBe(false);
    const { source } = JSON.parse(readFileSync(join(directory, 'models', 'own', 'manifest.json'), 'utf8'));
    const kept = readFileSync(join(directory, 'models', 'own', 'model.onnx')).subarray(0, source.bytes);
    expect(Buffer.compare(kept, testFaceNetwork({ width: 200 }))).toBe(0);
  }, 60_000);

  it('sees photos that are imported from then on, and so does a model before it once it is back', async () => {
    const library = await open();
    await library.models.use(await library.models.add({ file: write({}), kind: 'arcface112' }));
    await importInto(library, place(4, 1));
    const count = (model: string) => look((db) => countVectors(db, model));
    expect(look((db) => countFacesWithout(db, 'own'))).toBe(0);
    const unseen = count('own') - count(embeddingModel);
    expect(unseen).toBeGreaterThan(0);
    const back = await library.models.use(embeddingModel);
    expect(back!.embedded).toBe(unseen);
    expect(count(embeddingModel)).toBe(count('own'));
  }, 60_000);

  it('gives a face whose photo is gone nearly the vector that it had', async () => {
    const library = await open();
    const paths = place(0, 4);
    const first = await library.models.add({ file: write({ width: 128 }), kind: 'arcface112' });
    await library.models.use(first);
    const fromPhotos = look((db) => listVectors(db, first));
    await library.models.use(embeddingModel);
    await library.models.remove(first);
    for (const path of paths) rmSync(path);
    const second = await library.models.add({ file: write({ width: 128 }), kind: 'arcface112' });
    await library.models.use(second);
    place(0, 4);
    const fromChips = look((db) => listVectors(db, second));
    expect(fromChips).toHaveLength(fromPhotos.length);
    fromChips.forEach(({ vector }, i) => expect(dot(vector, fromPhotos[i].vector)).toBeGreaterThan(0.98));
  }, 60_000);

  it('is removed with all that is of it, unless it is in force', async () => {
    const library = await open();
    const own = await library.models.add({ file: write({}), kind: 'arcface112' });
    await library.models.use(own);
    await expect(library.models.remove(own)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(library.models.remove(embeddingModel)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(library.models.remove('another')).rejects.toMatchObject({ code: 'not-found' });
    await expect(library.models.use('another')).rejects.toMatchObject({ code: 'not-found' });
    await library.models.use(embeddingModel);
    await library.models.remove(own);
    expect(look((db) => countVectors(db, own))).toBe(0);
    expect((await library.models.list()).map(({ id }) => id)).toEqual([embeddingModel]);
    expect(existsSync(join(directory, 'models', own))).toBe(false);
    expect(existsSync(libraryLayout(directory).index(own))).toBe(false);
  }, 60_000);

  it('is not loaded where its file has changed', async () => {
    const library = await open();
    const own = await library.models.add({ file: write({}), kind: 'arcface112' });
    writeFileSync(join(directory, 'models', own, 'model.onnx'), testFaceNetwork({ seed: 9 }));
    await expect(library.models.use(own)).rejects.toMatchObject({ code: 'model-damaged' });
    expect(look(activeModel)).toBe(embeddingModel);
    expect(look((db) => countVectors(db, own))).toBe(0);
  }, 60_000);

  it('has one name, and an id that is free', async () => {
    const library = await open();
    const file = write({});
    const own = await library.models.add({ file, kind: 'arcface112' });
    expect(await library.models.add({ file, kind: 'arcface112' })).toBe(own);
    const refused = async (model: { id?: string; width?: number; file?: string }, code: string) =>
      expect(library.models.add({ file, kind: 'arcface112', ...model })).rejects.toMatchObject({ code });
    await refused({ id: 'other' }, 'bad-request');
    await refused({ width: 512 }, 'model-unsuitable');
    const second = write({ seed: 5 }, 'second.onnx');
    await refused({ file: second, id: own }, 'bad-request');
    await refused({ file: second, id: embeddingModel }, 'bad-request');
    await refused({ file: second, id: '../escape' }, 'bad-request');
    await refused({ file: join(folder, 'none.onnx') }, 'path-missing');
    await refused({ file: folder }, 'model-unsuitable');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    expect(await library.models.add({ file: write({ seed: 6 }, 'sub/own.onnx'), kind: 'arcface112' })).toBe(
      'own-2',
    );
  }, 60_000);
});

describe('a model on its way into force', () => {
  const stopAfterFirst = async (library: Library, id: string) => {
    const switched = await library.models.use(id, ({ done }) => {
      if (done > 0) void library.models.stop();
    });
    expect(switched).toBeNull();
  };

  it.each([64, 200])(
    'goes on where it was stopped, also at the next start (%i numbers)',
    async (width) => {
      const first = await open();
      const own = await first.models.add({ file: write({ width }), kind: 'arcface112' });
      await stopAfterFirst(first, own);
      await first.close();
      expect(look(activeModel)).toBe(embeddingModel);
      expect(look(nextModel)).toBe(own);
      const done = look((db) => countVectors(db, own));
      expect(done).toBeGreaterThan(0);
      expect(look((db) => countFacesWithout(db, own))).toBeGreaterThan(0);

      const second = await open(true);
      await until(() => look(activeModel) === own);
      expect(look((db) => countFacesWithout(db, own))).toBe(0);
      expect(look(nextModel)).toBeUndefined();
      await until(() => second.models.status.id === own);
    },
    60_000,
  );

  it('covers photos that were imported meanwhile', async () => {
    const first = await open();
    const own = await first.models.add({ file: write({}), kind: 'arcface112' });
    await stopAfterFirst(first, own);
    await importInto(first, place(4, 1));
    const faces = look((db) => countVectors(db, embeddingModel));
    expect(look((db) => countVectors(db, own))).toBeLessThan(faces);
    await first.models.use(own);
    expect(look((db) => countVectors(db, own))).toBe(faces);
  }, 60_000);

  it('comes into force in the middle of an import, after which every face has its vector', async () => {
    const library = await open();
    const own = await library.models.add({ file: write({}), kind: 'arcface112' });
    library.imports.start(place(4, 2));
    await library.models.use(own);
    expect(library.imports.progress.state).not.toBe('done');
    expect((await library.imports.finished()).failed).toEqual([]);
    await until(() => look((db) => countFacesWithout(db, own)) === 0);
    await until(() => library.imports.progress.state === 'done');
    const { faces } = await library.handlers['library.status']({}, context);
    const list = async () => {
      const { people, unassigned } = await library.handlers['people.list'](
        { distance: 0.3, minFaces: 1 },
        context,
      );
      return people.reduce((sum, person) => sum + person.faces, unassigned);
    };
    while ((await list()) !== faces) await new Promise((resolve) => setTimeout(resolve, 20));
  }, 60_000);

  it('gives way to another that is wanted instead', async () => {
    const library = await open();
    const a = await library.models.add({ file: write({}, 'a.onnx'), kind: 'arcface112' });
    const b = await library.models.add({ file: write({ seed: 2 }, 'b.onnx'), kind: 'arcface112' });
    const [first, second] = await Promise.all([library.models.use(a), library.models.use(b)]);
    expect(first).toBeNull();
    expect(second).not.toBeNull();
    expect(look(activeModel)).toBe(b);
  }, 60_000);

  it('stays out of force, with the reason, where a face cannot be had any more', async () => {
    rmSync(join(album, basename(samplePhotos()[0])));
    try {
      const db = openForWriting(libraryLayout(directory).database);
      db.prepare("UPDATE chips SET jpeg = x'00' WHERE face_id = 1").run();
      db.close();
      const library = await open();
      const own = await library.models.add({ file: write({}), kind: 'arcface112' });
      await expect(library.models.use(own)).rejects.toMatchObject({ code: 'photo-damaged' });
      expect(look(activeModel)).toBe(embeddingModel);
      place(0, 1);
    } finally {
      place(0, 1);
    }
  }, 60_000);
});
