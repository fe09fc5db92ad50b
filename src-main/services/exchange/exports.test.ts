import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putFile } from '../../db/files.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { DraftFolders } from '../../interchange/drafts.ts';
import { readWritten } from '../../interchange/photo-regions.ts';
import { Snapshot } from '../../interchange/snapshot.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { stampOf } from '../files/photo-files.ts';
import { People } from '../people/people.ts';
import { writeSidecars } from './people-export.ts';
import { exportPersonPhotos } from './person-photos.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const at = 0.4;
let folder: string;
let db: WritableDb;
let people: People;
let corrections: Corrections;

/** Photos 1 and 2 are one person's, 3 and 4 another's. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-exports-'));
  db = openForWriting(':memory:');
  for (const [person, variation] of [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ] as const) {
    const id = storePhoto(db, [{ person, variation }]);
    const path = pathOf(id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `photo ${id}`);
    utimesSync(path, 1_000_000_000, 1_000_000_000);
    db.prepare('DELETE FROM files WHERE photo_id = ?').run(id);
    putFile(db, path, id, stampOf(statSync(path)));
  }
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Two folders, in which photos have the same names. */
const pathOf = (id: number) => join(folder, id % 2 ? 'a' : 'b', `photo${Math.ceil(id / 2)}.jpg`);

async function exportSidecars(keywords = false) {
  const owners = await people.owners(at);
  const snapshot = new Snapshot(db, { distance: at, minFaces: 1, model: embeddingModel, owners });
  return writeSidecars(snapshot, null, new DraftFolders(join(folder, 'drafts.txt')), { keywords });
}
const namesAt = async (id: number) => {
  const frame = { size: { width: 1000, height: 800 }, orientation: 1 };
  const { marked, unplaced } = await readWritten(pathOf(id), frame);
  return [...marked.flatMap(({ faces }) => faces), ...unplaced].map(({ name }) => name);
};

it('keeps sidecars true: names that were taken back leave them at the next export', async () => {
  const { result: anna } = await corrections.name('c1', 'Anna', at);
  const { result: ben } = await corrections.name('c3', 'Ben', at);
  expect(await exportSidecars()).toMatchObject({ photos: 4, written: 4 });
  await corrections.reject([2], anna, at);
  await corrections.dismiss([4], at);
  expect(await exportSidecars()).toMatchObject({ photos: 2, written: 2, skipped: [] });
  expect(await Promise.all([1, 2, 3, 4].map(namesAt))).toEqual([['Anna'], [], ['Ben'], []]);
  await corrections.name(ben, '', at);
  await corrections.name(anna, 'Hanna', at);
  expect(await exportSidecars()).toMatchObject({ photos: 1, written: 2 });
  expect(await Promise.all([1, 2, 3, 4].map(namesAt))).toEqual([['Hanna'], [], [], []]);
  expect(await exportSidecars()).toMatchObject({ written: 0 });
});

it('leaves names that another program wrote, also those that Familiar has too', async () => {
  await corrections.name('c1', 'Anna', at);
  await exportSidecars();
  const own = readFileSync(`${pathOf(1)}.xmp`, 'utf8');
  writeFileSync(`${pathOf(1)}.xmp`, own.replace(/<familiar:Wrote[^>]*>.*<\/familiar:Wrote>/, ''));
  await corrections.name('p1', '', at);
  expect(await exportSidecars()).toMatchObject({ written: 1 });
  expect(await Promise.all([1, 2].map(namesAt))).toEqual([['Anna'], []]);
});

it('writes keywords where they are wanted, and takes them back', async () => {
  const { result: anna } = await corrections.name('c1', 'Anna', at);
  await exportSidecars(true);
  expect(new Set(await namesAt(1))).toEqual(new Set(['Anna']));
  expect(await namesAt(1)).toHaveLength(4);
  await corrections.name(anna, '', at);
  expect(await exportSidecars()).toMatchObject({ written: 2 });
  expect(await namesAt(1)).toEqual([]);
});

it("copies a person's photos into a folder, once, and overwrites nothing", async () => {
  const { result: anna } = await corrections.name('c1', 'Anna', at);
  const out = join(folder, 'out');
  mkdirSync(out);
  writeFileSync(join(out, 'photo1.jpg'), 'mine');
  const options = { folder: out, sheet: true };
  const report = await exportPersonPhotos(db, people, anna, at, options);
  expect(report).toEqual({ photos: 2, written: 3, skipped: [] });
  expect(readdirSync(out).sort()).toEqual([
    'contact-sheet.html',
    'photo1 (2).jpg',
    'photo1 (3).jpg',
    'photo1.jpg',
  ]);
  expect(readFileSync(join(out, 'photo1.jpg'), 'utf8')).toBe('mine');
  expect(
    ['photo1 (2).jpg', 'photo1 (3).jpg'].map((name) => readFileSync(join(out, name), 'utf8')).sort(),
  ).toEqual(['photo 1', 'photo 2']);
  expect(statSync(join(out, 'photo1 (2).jpg')).mtimeMs).toBe(1_000_000_000_000);
  const sheet = readFileSync(join(out, 'contact-sheet.html'), 'utf8');
  expect(sheet).toContain('<h1>Anna</h1>');
  expect(sheet.match(/src="data:image\/jpeg;base64,[^"]+"/g)).toHaveLength(2);
  expect(sheet).toContain('href="photo1%20(2).jpg"');
  expect(await exportPersonPhotos(db, people, anna, at, { folder: out })).toMatchObject({
    photos: 2,
    written: 0,
  });
});

it("links a person's photos, and tells which are gone", async () => {
  const out = join(folder, 'links');
  rmSync(pathOf(2));
  const report = await exportPersonPhotos(db, people, 'c1', at, { folder: out, links: true });
  expect(report).toMatchObject({
    photos: 2,
    written: 1,
    skipped: [{ path: pathOf(2), code: 'path-missing' }],
  });
  expect(lstatSync(join(out, basename(pathOf(1)))).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(out, basename(pathOf(1))), 'utf8')).toBe('photo 1');
  await expect(exportPersonPhotos(db, people, 'c99', at, { folder: out })).rejects.toMatchObject({
    code: 'not-found',
  });
  writeFileSync(join(folder, 'file'), '');
  const blocked = exportPersonPhotos(db, people, 'c1', at, { folder: join(folder, 'file', 'out') });
  await expect(blocked).rejects.toMatchObject({ code: 'output-unwritable' });
  expect(existsSync(join(folder, 'file', 'out'))).toBe(false);
});
