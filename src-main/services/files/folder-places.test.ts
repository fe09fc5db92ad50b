import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderPlaces } from './folder-places.ts';

let home: string;
const own = async () => (await folderPlaces(home)).filter(({ kind }) => kind !== 'disk');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'familiar-home-'));
  process.env['XDG_CONFIG_HOME'] = join(home, '.config');
});
afterEach(async () => {
  delete process.env['XDG_CONFIG_HOME'];
  await rm(home, { recursive: true });
});

test('folders that are not there are not offered', async () => {
  expect(await own()).toEqual([{ kind: 'home', path: home }]);
  await mkdir(join(home, 'Pictures'));
  expect(await own()).toEqual([
    { kind: 'home', path: home },
    { kind: 'pictures', path: join(home, 'Pictures') },
  ]);
});

test('the desktop’s own names for the folders count, and the same folder is offered once', async () => {
  await mkdir(join(home, '.config'));
  await mkdir(join(home, 'Bilder'));
  await writeFile(
    join(home, '.config', 'user-dirs.dirs'),
    '# a comment\nXDG_PICTURES_DIR="$HOME/Bilder"\nXDG_DESKTOP_DIR="$HOME/Bilder"\n',
  );
  expect(await own()).toEqual([
    { kind: 'home', path: home },
    { kind: 'pictures', path: join(home, 'Bilder') },
  ]);
});
