import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { countMissingPhotos, countPhotos } from '../../db/photos.ts';
import { listUnplaced } from '../../db/proposals.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { photoWith } from '../model-session/test-faces.ts';
import { Imports } from './imports.ts';
import { Watching } from './watching.ts';

let folder: string;
let db: WritableDb;
let imports: Imports;
let watching: Watching;

const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  recognise: async (path) => ({ ...photoWith([]), thumbnail: Buffer.from(path) }),
  close: async () => {},
};

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'familiar-watch-')));
  db = openForWriting(':memory:');
  imports = new Imports(db, recogniser, {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  });
  watching = new Watching(db, imports, { calm: 50, returnInterval: 100 });
  write('a.jpg');
  imports.start([folder]);
  await imports.finished();
});
afterEach(async () => {
  await watching.close();
  await imports.stop();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), name);
}
const soon = { timeout: 20_000, interval: 20 };
const counts = (photos: number, missing: number) =>
  vi.waitFor(() => expect([countPhotos(db), countMissingPhotos(db)]).toEqual([photos, missing]), soon);

it('takes in what comes, marks what goes, and looks at nothing else', async () => {
  watching.keep();
  await wait(300);
  write('notes.txt');
  write('.hidden.jpg');
  write('@eaDir/a.jpg');
  write('deep/er/b.jpg');
  await counts(2, 0);
  renameSync(join(folder, 'deep'), join(folder, 'other'));
  await counts(2, 0);
  rmSync(join(folder, 'other'), { recursive: true });
  await counts(1, 1);
  expect(imports.failures()).toEqual([]);
  expect(imports.progress.quiet).toBe(true);
}, 60_000);

it('reads what another program writes beside a photo', async () => {
  watching.keep();
  await wait(300);
  const names = () => listUnplaced(db).map(({ name }) => name);
  writeFileSync(join(folder, 'a.jpg.json'), '{"people":[{"name":"Ada"}]}');
  await vi.waitFor(() => expect(names()).toEqual(['Ada']), soon);
  rmSync(join(folder, 'a.jpg.json'));
  await vi.waitFor(() => expect(names()).toEqual([]), soon);
});

it('looks at everything when the library is opened, also for what happened before', async () => {
  write('b.jpg');
  watching.start();
  await counts(2, 0);
});

it('notices a folder that comes back', async () => {
  renameSync(folder, `${folder}-away`);
  imports.lookAgain(null, true);
  await imports.finished();
  expect(imports.folders.get(folder).state).toBe('offline');
  renameSync(`${folder}-away`, folder);
  await vi.waitFor(() => expect(imports.folders.get(folder).state).toBe('online'), soon);
  await imports.finished();
  expect(countPhotos(db)).toBe(1);
});

it('watches nothing that the user does not want watched', async () => {
  const subscribed: string[] = [];
  const subscribe = async (path: string) => {
    subscribed.push(path);
    return { unsubscribe: async () => void subscribed.splice(subscribed.indexOf(path), 1) };
  };
  const quiet = new Watching(db, imports, { subscribe });
  quiet.keep();
  expect(subscribed).toEqual([folder]);
  imports.folders.watch(folder, false);
  quiet.keep();
  await wait(1);
  expect(subscribed).toEqual([]);
  imports.folders.watch(folder, true);
  imports.folders.watch(null, false);
  quiet.keep();
  expect(subscribed).toEqual([]);
  write('b.jpg');
  quiet.start();
  await imports.finished();
  expect(countPhotos(db)).toBe(1);
  await quiet.close();
});
