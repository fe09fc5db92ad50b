import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FamiliarError } from '../../contract/errors.ts';
import { countFaces } from '../../db/faces.ts';
import { countPendingJobs } from '../../db/jobs.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { countPhotos } from '../../db/photos.ts';
import { listScans } from '../../db/scans.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { Imports } from './imports.ts';
import { recognitionJob } from './recognition-job.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

let folder: string;
let db: WritableDb;
let recognised: string[];
let failWith: FamiliarError | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-import-'));
  db = openForWriting(':memory:');
  recognised = [];
  failWith = null;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A recogniser that finds one face in every file, and refuses files whose names begin with `bad`. */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 3,
  async recognise(path) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (failWith) throw failWith;
    recognised.push(basename(path));
    if (basename(path).startsWith('bad')) throw new FamiliarError('photo-damaged', 'torn');
    const photo = photoWith([faceWith(vectorOf(recognised.length, 1))]);
    return { ...photo, thumbnail: readFileSync(path) };
  },
  async close() {},
};

const makeImports = () =>
  new Imports(db, recogniser, {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  });

function write(name: string, content = name): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function importAll(imports = makeImports(), paths = [folder]) {
  imports.start(paths);
  const { photos, faces, skipped, failed } = await imports.finished();
  return { photos, faces, skipped, failed };
}

describe('import', () => {
  it('takes photos from folders within folders, in order, and passes over the rest', async () => {
    for (const name of ['b.jpg', 'a/z.PNG', 'a/notes.txt', '.hidden/c.jpg', '._b.jpg']) write(name);
    expect(await importAll()).toEqual({ photos: 2, faces: 2, skipped: 0, failed: [] });
    expect(recognised.sort()).toEqual(['b.jpg', 'z.PNG']);
  });

  it('does nothing the second time, and knows moved and copied files by content', async () => {
    const first = write('a.jpg');
    write('b.jpg');
    await importAll();
    expect(await importAll()).toEqual({ photos: 0, faces: 0, skipped: 2, failed: [] });
    copyFileSync(first, join(folder, 'copy.jpg'));
    expect(await importAll()).toEqual({ photos: 0, faces: 0, skipped: 3, failed: [] });
    expect(recognised).toHaveLength(2);
  });

  it('takes one photo for two files with the same content in one import', async () => {
    write('a.jpg', 'same');
    write('b.jpg', 'same');
    expect(await importAll()).toEqual({ photos: 1, faces: 1, skipped: 1, failed: [] });
    expect(countPhotos(db)).toBe(1);
  });

  it('recognises a file again whose content has changed', async () => {
    write('a.jpg', 'before');
    await importAll();
    write('a.jpg', 'after, and longer');
    expect(await importAll()).toMatchObject({ photos: 1, skipped: 0 });
  });

  it('goes on after a bad file, lists it, lists it again, and tries it again when told to', async () => {
    const bad = write('bad.jpg');
    write('good.jpg');
    const failed = [{ path: bad, code: 'photo-damaged', message: 'torn' }];
    expect(await importAll()).toEqual({ photos: 1, faces: 1, skipped: 0, failed });
    expect(await importAll()).toEqual({ photos: 0, faces: 0, skipped: 1, failed });
    expect(recognised).toHaveLength(2);
    const imports = makeImports();
    expect(imports.failures()).toEqual(failed);
    imports.start([folder], { retryFailed: true });
    expect((await imports.finished()).failed).toEqual(failed);
    expect(recognised).toHaveLength(3);
  });

  it('lists what is not there', async () => {
    write('a.jpg');
    const missing = join(folder, 'none');
    const { photos, failed } = await importAll(makeImports(), [missing, folder]);
    expect(photos).toBe(1);
    expect(failed).toEqual([{ path: missing, code: 'path-missing', message: expect.any(String) }]);
  });

  it('stops, and goes on in a new process where it stopped', async () => {
    for (let i = 0; i < 20; i++) write(`${i}.jpg`);
    const imports = makeImports();
    imports.start([folder]);
    while (recognised.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    await imports.stop();
    await imports.finished();
    const before = recognised.length;
    expect(before).toBeLessThan(20);
    expect(countPhotos(db)).toBe(before);

    const next = makeImports();
    next.resumeInterrupted();
    await next.finished();
    const { photos, skipped } = await importAll(next);
    expect(photos + skipped).toBe(20);
    expect(new Set(recognised).size).toBe(20);
    expect(recognised).toHaveLength(20);
    expect(countFaces(db)).toBe(20);
  });

  it('pauses and resumes', async () => {
    for (let i = 0; i < 12; i++) write(`${i}.jpg`);
    const imports = makeImports();
    imports.start([folder]);
    while (recognised.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    imports.pause();
    expect(imports.progress.state).toBe('paused');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const held = recognised.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(recognised.length).toBe(held);
    imports.resume();
    while (imports.progress.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 2));
    expect(recognised).toHaveLength(12);
  });

  it('forgets what waits when it is cancelled, and finds it again at the next import', async () => {
    for (let i = 0; i < 12; i++) write(`${i}.jpg`);
    const imports = makeImports();
    imports.start([folder]);
    while (recognised.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await imports.cancel();
    expect(imports.progress).toMatchObject({ state: 'cancelled', remaining: 0 });
    const kept = countPhotos(db);
    expect(kept).toBeLessThan(12);
    expect(await importAll(imports)).toMatchObject({ photos: 12 - kept, skipped: kept });
  });

  it('recognises nothing more in a new process after it was cancelled', async () => {
    for (let i = 0; i < 12; i++) write(`${i}.jpg`);
    const imports = makeImports();
    imports.start([folder]);
    imports.pause();
    while (countPendingJobs(db, recognitionJob) < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    await imports.cancel();
    expect(countPendingJobs(db, recognitionJob)).toBe(0);
    expect(listScans(db)).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM photos WHERE pipeline_version IS NULL').pluck().get()).toBe(0);
    const next = makeImports();
    next.resumeInterrupted();
    await next.finished();
    expect(next.progress).toMatchObject({ state: 'idle', remaining: 0 });
    expect(recognised).toEqual([]);
  });

  it('stops at a failure of Familiar itself and blames no photo', async () => {
    write('a.jpg');
    failWith = new FamiliarError('model-missing', 'no model');
    const imports = makeImports();
    imports.start([folder]);
    await expect(imports.finished()).rejects.toMatchObject({ code: 'model-missing' });
    expect(imports.progress).toMatchObject({ state: 'paused', failed: 0, remaining: 1 });
    expect(imports.progress.problem?.code).toBe('model-missing');
    failWith = null;
    imports.resume();
    await imports.finished();
    expect(countPhotos(db)).toBe(1);
  });
});
