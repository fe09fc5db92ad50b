import type { Picture } from '../contract/pictures.ts';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { libraryLayout } from './layout.ts';
import { RestorableLibrary } from './restorable-library.ts';
import { overwritePages } from '../db/test-damage.ts';
import { placed, useSampleLibrary } from './test-library.ts';

const samples = useSampleLibrary();
const call = { signal: new AbortController().signal };

async function open() {
  const library = await RestorableLibrary.open(samples.directory, { device: 'cpu' });
  const ask = library.handlers;
  const names = async () => (await ask['people.names']({}, call)).names;
  return {
    library,
    ask,
    names,
    name: (id: string, name: string) => ask['people.name']({ id, name, distance: 0.33 }, call),
  };
}

it('takes a library back to a backup while it is shown, and forth again', async () => {
  const { library, ask, names, name } = await open();
  const events: string[] = [];
  library.subscribe((event) => events.push(event));
  await name('c1', 'Anna');
  const { backup } = await ask['backups.make']({}, call);
  expect(backup.holds).toMatchObject({ photos: placed, named: 1 });
  const faces = backup.holds!.faces;
  await name('c2', 'Ben');

  const restoring = ask['backups.restore']({ name: backup.name }, call);
  const waited = names();
  const { undo } = await restoring;
  expect(await waited).toEqual(['Anna']);
  expect(events).toContain('library.restored');
  const status = await ask['library.status']({}, call);
  expect([status.photos, status.faces]).toEqual([placed, faces]);
  expect((await ask['edits.undo']({}, call)).edit?.summary).toMatchObject({ name: 'Anna' });

  await ask['backups.restore']({ name: undo! }, call);
  expect(await names()).toEqual(['Anna', 'Ben']);
  expect(existsSync(`${libraryLayout(samples.directory).database}.next`)).toBe(false);
  await library.close();
}, 60_000);

it('keeps the pictures that are there, and makes those again that are not', async () => {
  const { library, ask } = await open();
  const before = bytesOf(await library.picture('chip', 1));
  const { backup } = await ask['backups.make']({}, call);
  await ask['backups.restore']({ name: backup.name }, call);
  expect(bytesOf(await library.picture('chip', 1))).toEqual(before);
  await library.close();

  // Without the earlier database there is nothing to copy pictures from.
  truncateSync(libraryLayout(samples.directory).database);
  const again = await open();
  await again.ask['backups.restore']({ name: backup.name }, call);
  expect(bytesOf(await again.library.picture('chip', 1))).toEqual(before);
  expect(bytesOf(await again.library.picture('thumbnail', 1)).length).toBeGreaterThan(1000);
  await expect(again.library.picture('chip', 999)).rejects.toMatchObject({ code: 'not-found' });
  await again.library.close();
}, 60_000);

it('answers of a damaged library what brings it back, and brings it back', async () => {
  const first = await open();
  await first.name('c1', 'Anna');
  const { backup } = await first.ask['backups.make']({}, call);
  await first.library.close();
  overwritePages(libraryLayout(samples.directory).database, [1]);

  const { library, ask, names } = await open();
  expect(await library.problem()).toMatchObject({ code: 'library-damaged' });
  await expect(names()).rejects.toMatchObject({
    code: 'library-damaged',
    message: expect.stringContaining(`familiar restore ${backup.name}`),
  });
  expect((await ask['backups.list']({}, call)).backups.map(({ name }) => name)).toEqual([backup.name]);
  expect(await ask['backups.restore']({ name: backup.name }, call)).toEqual({ undo: null });
  expect(await names()).toEqual(['Anna']);
  await library.close();
  expect(readdirSync(join(samples.directory, 'backups'))).toContainEqual(expect.stringMatching(/damaged/));
}, 60_000);

it('takes no emptied or missing database for a new library', async () => {
  const { library, ask } = await open();
  await ask['backups.make']({}, call);
  await library.close();
  const { database } = libraryLayout(samples.directory);
  writeFileSync(database, '');
  const emptied = await open();
  await expect(emptied.names()).rejects.toMatchObject({ code: 'library-damaged' });
  expect((await emptied.library.problem())!.message).toMatch(/is empty.*familiar restore 0001-asked/);
  await emptied.library.close();
});

it('refuses a backup that is damaged or not there, and goes on as it was', async () => {
  const { library, ask, names, name } = await open();
  await name('c1', 'Anna');
  const { backup } = await ask['backups.make']({}, call);
  await name('c2', 'Ben');
  overwritePages(join(samples.directory, 'backups', `${backup.name}.sqlite`), [3, 4, 5]);
  await expect(ask['backups.restore']({ name: backup.name }, call)).rejects.toMatchObject({
    code: 'library-damaged',
  });
  await expect(ask['backups.restore']({ name: '0099-asked-2026-01-01' }, call)).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await names()).toEqual(['Anna', 'Ben']);
  await library.close();
});

const bytesOf = (picture: Picture): Uint8Array => ('bytes' in picture ? picture.bytes : Buffer.alloc(0));
