import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { numberAt } from '../../common/typed-arrays.ts';
import { listFacesOfPhoto, momentsOf } from '../../db/faces.ts';
import { openForReading, openForWriting, type WritableDb } from '../../db/open.ts';
import { listPhotos, notesOf } from '../../db/photos.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { type Scene, writeFilm } from '../../photos/films/test-films.ts';
import { imageOf } from '../../photos/pixels.ts';
import { Corrections } from '../corrections/corrections.ts';
import { listPersonPhotos } from '../exchange/person-photos.ts';
import { Clusters } from '../model-session/clusters.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { People } from '../people/people.ts';
import { findPhotos } from '../search/find-photos.ts';
import { Imports } from './imports.ts';

/** Groups of synthetic people are the same at any distance between theirs. */
const at = 0.5;

let folder: string;
let films: string;
let db: WritableDb;
let people: People;
/** What was looked at, in order: files, and the moments of films as their colours. */
let looked: string[];
let variation = 0;

const colours = { red: '#c02020', green: '#20c020', blue: '#2020c0' };
type Colour = keyof typeof colours;
/** Each colour is a picture of one synthetic person. */
const personOf: Record<Colour, number> = { red: 1, green: 2, blue: 3 };

const scene = async (colour: Colour, seconds: number): Promise<Scene> => ({
  picture: await sharp({ create: { width: 320, height: 240, channels: 3, background: colours[colour] } })
    .png()
    .toBuffer(),
  seconds,
});

async function colourOf(image: Sharp): Promise<Colour> {
  const { channels } = await image.stats();
  const means = channels.map(({ mean }) => mean);
  const names = Object.keys(colours) as Colour[];
  return names[means.indexOf(Math.max(...means))] ?? 'red';
}

const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 2,
  async recognise(path, { frame } = {}) {
    const colour = await colourOf(frame ? imageOf(frame) : sharp(path));
    looked.push(frame ? `${basename(path)} ${colour}` : basename(path));
    const photo = photoWith([faceWith(vectorOf(personOf[colour], ++variation))]);
    return {
      ...photo,
      thumbnail: await sharp(
        frame ? frame.data.subarray(0, 3) : path,
        frame && { raw: { width: 1, height: 1, channels: 3 } },
      )
        .jpeg()
        .toBuffer(),
    };
  },
  async close() {},
};

beforeAll(async () => {
  films = mkdtempSync(join(tmpdir(), 'familiar-films-'));
  const size = { width: 320, height: 240 };
  const both = [await scene('red', 3), await scene('green', 2)];
  for (const ending of ['avi', 'mov', 'webm', 'mp4'])
    await writeFilm(join(films, `both.${ending}`), both, size);
});
afterAll(() => rmSync(films, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-import-'));
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  looked = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const listener = { progressed() {}, facesStored() {}, presenceChanged() {}, async foundRemoved() {} };
const makeImports = () => new Imports(db, recogniser, listener);

async function importAll() {
  const imports = makeImports();
  imports.start([folder], { retryFailed: true });
  const { photos, films: seen, faces, skipped, failed } = await imports.finished();
  return { photos, films: seen, faces, skipped, failed };
}

const film = (name: string) => cpSync(join(films, name), join(folder, name));
const photo = async (name: string, colour: Colour) =>
  sharp((await scene(colour, 1)).picture)
    .resize(100 + ++variation)
    .jpeg()
    .toFile(join(folder, name));
const rows = () => listPhotos(db, 0, 100);
const groups = async () =>
  (await people.list({ distance: at, minFaces: 1 })).people.map(({ id, faces, photos }) => ({
    id,
    faces,
    photos,
  }));

it('looks at films after the photos, and stores the best faces of each track with their moments', async () => {
  film('both.avi');
  for (const name of ['y.jpg', 'z.jpg']) await photo(name, 'blue');
  expect(await importAll()).toEqual({ photos: 2, films: 1, faces: 7, skipped: 0, failed: [] });
  expect(looked.slice(0, 2).sort()).toEqual(['y.jpg', 'z.jpg']);
  const [row] = rows().filter(({ seconds }) => seconds !== null);
  expect(row).toMatchObject({ width: 320, height: 240, seconds: expect.closeTo(5, 1) as number, faces: 5 });
  const faces = listFacesOfPhoto(db, row?.id ?? 0);
  const moments = momentsOf(
    db,
    faces.map(({ id }) => id),
  ).map(({ seconds }) => seconds);
  expect(moments).toHaveLength(5);
  expect(moments.filter((seconds) => seconds < 3)).toHaveLength(3);
  expect(await importAll()).toEqual({ photos: 0, films: 0, faces: 0, skipped: 3, failed: [] });
});

it('joins the people of photos, and starts none', async () => {
  film('both.avi');
  await photo('red.jpg', 'red');
  await importAll();
  const [red, ...others] = await groups();
  expect(red).toMatchObject({ faces: 4, photos: 2 });
  expect(others).toEqual([]);
  const { leftOut } = await people.list({ distance: at, minFaces: 1 });
  expect(leftOut['in-film']).toBe(2);
  const id = red?.id ?? '';
  const { moments } = await people.get(id, at);
  expect(moments).toHaveLength(3);
  expect(moments.every(({ seconds }) => seconds < 3)).toBe(true);
  expect((await listPersonPhotos(db, people, id, at)).moments).toEqual(
    moments.map(({ photoId, seconds }) => ({ photo: photoId, path: join(folder, 'both.avi'), seconds })),
  );
  // A photo that comes later starts the person whom the film could not.
  await photo('green.jpg', 'green');
  await importAll();
  expect(await groups()).toMatchObject([{ faces: 4 }, { faces: 3, photos: 2 }]);
});

it('does not join two people of photos by a film, nor take photos from each other', async () => {
  for (const ending of ['avi', 'mov', 'webm', 'mp4']) film(`both.${ending}`);
  for (let i = 0; i < 3; i++) {
    await photo(`red-${i}.jpg`, 'red');
    await photo(`green-${i}.jpg`, 'green');
  }
  await importAll();
  const found = await groups();
  expect(found).toHaveLength(2);
  for (const { photos } of found) expect(photos).toBe(7);
});

it('finds films, and people in them', async () => {
  film('both.avi');
  await photo('red.jpg', 'red');
  await importAll();
  const base = { any: [], without: [], from: null, to: null, distance: at, offset: 0, limit: 9 };
  const names = async (query: object) =>
    (await findPhotos(db, people, { ...base, all: [], ...query })).photos.map(({ path }) => basename(path));
  expect(await names({ films: true })).toEqual(['both.avi']);
  const [red] = await groups();
  expect((await names({ all: [red?.id] })).sort()).toEqual(['both.avi', 'red.jpg']);
  expect(await names({ all: [red?.id], films: true })).toEqual(['both.avi']);
});

it('takes the date of a film from its container', async () => {
  film('both.mov');
  await importAll();
  const [row] = rows();
  const { takenFrom, takenOffset } = notesOf(db, row?.id ?? 0);
  expect(takenFrom).toBe('film');
  expect(Date.parse(`${row?.takenAt}Z`) - 60_000 * (takenOffset ?? 0)).toBe(
    Date.parse('2019-07-04T10:00:00Z'),
  );
});

it('lists damaged films with a reason, and takes what there is of one whose end is missing', async () => {
  film('both.avi');
  truncateSync(join(folder, 'both.avi'), Math.round(readFileSync(join(folder, 'both.avi')).length * 0.5));
  writeFileSync(join(folder, 'empty.mp4'), '');
  writeFileSync(join(folder, 'text.mts'), 'no film');
  await photo('red.jpg', 'red');
  const { photos, films: seen, failed } = await importAll();
  expect([photos, seen]).toEqual([1, 1]);
  expect(failed.map(({ path, code, message }) => [basename(path), code, message]).sort()).toEqual([
    ['empty.mp4', 'photo-damaged', 'the file is empty'],
    ['text.mts', 'photo-damaged', 'it is not a film, or it is damaged'],
  ]);
});

it('puts a film back into the queue at a pause, and goes on with it', async () => {
  film('both.mp4');
  const imports = makeImports();
  imports.start([folder]);
  while (looked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  imports.pause();
  await imports.finished();
  expect([rows().length, imports.progress.remaining]).toEqual([0, 1]);
  imports.resume();
  expect(await imports.finished()).toMatchObject({ films: 1, failed: [] });
});

it('keeps a film that was moved, and forgets what was said of its faces at an undo', async () => {
  film('both.avi');
  await photo('red.jpg', 'red');
  await importAll();
  const [red] = await groups();
  const corrections = new Corrections(db, people, () => at);
  await corrections.name(red?.id ?? '', 'Anna', at);
  expect((await people.list({ distance: at, minFaces: 1 })).people[0]?.name).toBe('Anna');
  cpSync(join(folder, 'both.avi'), join(folder, 'other.avi'));
  rmSync(join(folder, 'both.avi'));
  await importAll();
  expect(
    rows()
      .map(({ path }) => basename(path))
      .sort(),
  ).toEqual(['other.avi', 'red.jpg']);
  expect(numberAt([(await groups())[0]?.faces ?? 0], 0)).toBe(4);
  await corrections.undo();
  expect((await people.list({ distance: at, minFaces: 1 })).people[0]?.name).toBeNull();
});

it('forgets a film that was removed for good, with its faces', async () => {
  const { openLibrary } = await import('../../library/open.ts');
  const context = { signal: new AbortController().signal };
  film('both.avi');
  await photo('red.jpg', 'red');
  const library = await openLibrary(join(films, 'library'), { recogniser, model: embeddingModel });
  try {
    library.imports.start([folder]);
    await library.imports.finished();
    const { photos } = await library.handlers['photos.list']({ offset: 0, limit: 9 }, context);
    const ids = photos.filter(({ seconds }) => seconds !== null).map(({ id }) => id);
    const people = async () => {
      const asked = { distance: at, minFaces: 1 };
      return (await library.handlers['people.list'](asked, context)).people.map(({ faces }) => faces);
    };
    expect(await people()).toEqual([4]);
    await library.handlers['removal.remove']({ target: { kind: 'photos', ids } }, context);
    expect(await people()).toEqual([1]);
    await library.handlers['edits.undo']({}, context);
    expect(await people()).toEqual([4]);
    await library.handlers['edits.redo']({}, context);
    await library.handlers['removal.purge']({ backups: true }, context);
    expect(await people()).toEqual([1]);
    expect((await library.handlers['photos.list']({ offset: 0, limit: 9 }, context)).total).toBe(1);
    library.imports.start([folder]);
    expect(await library.imports.finished()).toMatchObject({ films: 0, failed: [] });
  } finally {
    await library.close();
  }
  const kept = openForReading(join(films, 'library', 'library.sqlite'));
  const count = (table: string) => kept.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(['faces', 'chips', 'vectors', 'thumbnails'].map(count)).toEqual([1, 1, 1, 1]);
  kept.close();
});
