import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { embeddingModel } from '../faces/recognised.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import { libraryLayout } from './layout.ts';
import type { Library } from './library.ts';
import { openLibrary } from './open.ts';
import { faceWith, photoWith, vectorOf } from '../services/model-session/test-faces.ts';

let folder: string;
let photos: string;
let directory: string;
let recognised: string[];
let open: Library[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-library-'));
  photos = join(folder, 'photos');
  mkdirSync(photos);
  directory = join(folder, 'library');
  recognised = [];
  open = [];
});
afterEach(async () => {
  for (const library of open) await library.close();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A recogniser that finds in each photo the person whose number begins the file's name. */
const recogniser = (): Recogniser => ({
  device: null,
  photosAtOnce: 3,
  async recognise(path) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const name = basename(path);
    recognised.push(name);
    const faces = [faceWith(vectorOf(Number.parseInt(name), recognised.length))];
    // Photos with equal thumbnails count as one picture.
    return { ...photoWith(faces), thumbnail: Buffer.from(name) };
  },
  async close() {},
});

async function library(resume = false): Promise<Library> {
  const opened = await openLibrary(directory, { recogniser: recogniser(), model: embeddingModel, resume });
  open.push(opened);
  return opened;
}

const context = { signal: new AbortController().signal };
const at = { distance: 0.5, minFaces: 1 };

function write(name: string, content = name): string {
  const path = join(photos, name);
  writeFileSync(path, content);
  return path;
}

async function importAll(into: Library): Promise<void> {
  into.imports.start([photos]);
  await into.imports.finished();
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('a library', () => {
  it('answers everything while it is empty', async () => {
    const { handlers } = await library();
    expect(await handlers['library.status']({}, context)).toMatchObject({ photos: 0, faces: 0, failed: 0 });
    expect(await handlers['people.list'](at, context)).toMatchObject({
      distance: 0.5,
      people: [],
      unassigned: 0,
    });
    expect(await handlers['photos.list']({ offset: 0, limit: 10 }, context)).toEqual({
      photos: [],
      total: 0,
    });
    const similar = async () => handlers['faces.similar']({ id: 1, limit: 3 }, context);
    await expect(similar()).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is for one at a time, until it is closed', async () => {
    const first = await library();
    await expect(openLibrary(directory)).rejects.toMatchObject({ code: 'library-busy' });
    await first.close();
    await library();
  });

  it('goes on walking a folder that it was closed in', async () => {
    for (let i = 0; i < 300; i++) write(`${i}.jpg`);
    const first = await library();
    first.imports.start([photos]);
    await until(() => recognised.length >= 3);
    await first.close();
    expect(recognised.length).toBeLessThan(100);

    const second = await library(true);
    await until(() => second.imports.progress.state === 'done');
    expect((await second.handlers['photos.list']({ offset: 0, limit: 1 }, context)).total).toBe(300);
    expect(new Set(recognised).size).toBe(300);
    expect(recognised).toHaveLength(300);
  }, 60_000);

  it('starts an import that was asked for while another was being stopped', async () => {
    for (let i = 0; i < 30; i++) write(`${i}.jpg`);
    const { imports } = await library();
    imports.start([photos]);
    await until(() => recognised.length >= 2);
    const cancelled = imports.cancel();
    imports.start([photos]);
    await cancelled;
    await until(() => imports.progress.state === 'done');
    expect(imports.progress.photos + imports.progress.skipped).toBe(30);
  });

  it('goes on with a photo whose file has been changed, where the same face is in it', async () => {
    const path = write('1.jpg', 'before');
    const { handlers, imports } = await library();
    imports.start([photos]);
    await imports.finished();
    writeFileSync(path, 'after, and longer');
    imports.start([photos]);
    await imports.finished();
    const { photos: listed } = await handlers['photos.list']({ offset: 0, limit: 10 }, context);
    expect(listed.map((photo) => [photo.id, photo.name])).toEqual([[1, '1.jpg']]);
    const { present, people } = await handlers['photos.get']({ id: 1, distance: 0.5 }, context);
    expect([present, people.map((face) => face.id)]).toEqual([true, [1]]);
  });

  it('does not take faces of one content for those of another', async () => {
    const path = write('1.jpg', 'before');
    const { imports } = await library();
    imports.start([photos]);
    imports.pause();
    await until(() => imports.progress.remaining === 1);
    writeFileSync(path, 'after!');
    utimesSync(path, 1, 1);
    imports.resume();
    expect((await imports.finished()).failed).toMatchObject([{ path, code: 'path-missing' }]);
    await importAll(open[0]!);
    expect(imports.progress).toMatchObject({ photos: 1, failed: 0 });
    expect(imports.failures()).toEqual([]);
  });

  it('finds similar faces, with an index that is built anew from the database when it is lost', async () => {
    for (const name of ['1a.jpg', '1b.jpg', '2.jpg', '3.jpg']) write(name);
    const first = await library();
    await importAll(first);
    const ask = async (of: Library) =>
      (await of.handlers['faces.similar']({ id: 1, limit: 3 }, context)).faces.map((face) => face.id);
    const near = await ask(first);
    expect(near).toHaveLength(3);
    await first.close();
    for (const damage of [
      (file: string) => rmSync(file),
      (file: string) => writeFileSync(file, 'garbage'),
      (file: string) => rmSync(`${file}.json`),
    ]) {
      damage(libraryLayout(directory).index(embeddingModel));
      const next = await library();
      expect(await ask(next)).toEqual(near);
      await next.close();
    }
  });

  it('works and closes though its index cannot be kept', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    write('1.jpg');
    const first = await library();
    writeFileSync(join(directory, 'index'), 'a file in the way');
    await importAll(first);
    expect(first.imports.progress).toMatchObject({ photos: 1, failed: 0 });
    await first.close();
    expect(complaint).toHaveBeenCalled();
    await library();
  });

  it('logs its work and its failures without names and paths of the user', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    photos = join(photos, 'Wedding of Ada');
    mkdirSync(photos);
    for (const name of ['1 Ada.jpg', '1 Ben.jpg']) write(name);
    const first = await library();
    // A folder is where the index is to be written.
    mkdirSync(libraryLayout(directory).index(embeddingModel), { recursive: true });
    await importAll(first);
    const read = () => readFileSync(join(libraryLayout(directory).logs, 'engine.log'), 'utf8');
    await expect.poll(read).toContain('info an import ended state=done photos=2 failed=0');
    await first.handlers['people.name']({ id: 'c1', name: 'Ada Lovelace', distance: 0.5 }, context);
    await first.close();
    const logged = read();
    expect(logged).toContain('info the library was opened photos=0 faces=0');
    expect(logged).toMatch(/warn the face index could not be kept: Error \w+\n {4}at /);
    expect(logged).toContain('info the library was closed');
    const told = `${logged}${complaint.mock.calls.flat().join()}`;
    for (const secret of ['Ada', 'Wedding', 'Ben', '.jpg', folder, directory])
      expect(told).not.toContain(secret);
  });

  it('tells its listeners of progress to the end, and of new people', async () => {
    for (let i = 0; i < 5; i++) write(`${i}.jpg`);
    const { imports } = await library();
    const states: string[] = [];
    let changed = 0;
    open[0]!.subscribe((name, payload) => {
      if (name === 'import.progress') states.push((payload as { state: string }).state);
      else changed++;
    });
    imports.start([photos]);
    await until(() => states.at(-1) === 'done');
    expect(changed).toBeGreaterThan(0);
  });

  it('does not rename somebody else by an id that is out of date', async () => {
    for (const name of ['1a.jpg', '1b.jpg', '1c.jpg']) write(name);
    const { handlers } = await library();
    await importAll(open[0]!);
    const name = async (id: string, called: string) =>
      (await handlers['people.name']({ id, name: called, distance: 0.5 }, context)).result;
    expect(await name('c1', 'Émilie')).toEqual({ id: 'p1' });
    await expect(name('c3', 'Bob')).rejects.toMatchObject({ code: 'not-found' });
    expect(handlers['people.names']({}, context)).toEqual({ names: ['Émilie'] });
    write('2.jpg');
    await importAll(open[0]!);
    expect(await name('c4', 'ÉMILIE')).toEqual({ id: 'p1' });
  });
});
