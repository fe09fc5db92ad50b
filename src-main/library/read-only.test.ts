import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockLibrary } from '../db/lock.ts';
import { openForWriting } from '../db/open.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { clusterFiles } from '../services/model-session/active-model.ts';
import { storePhoto } from '../services/model-session/test-faces.ts';
import { libraryLayout } from './layout.ts';
import { lookIntoLibrary } from './read-only.ts';

let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'familiar-look-')), 'library');
  mkdirSync(root);
  const db = openForWriting(libraryLayout(root).database);
  for (let photo = 0; photo < 3; photo++)
    storePhoto(db, [
      { person: 1, variation: photo },
      { person: 2, variation: photo },
    ]);
  db.close();
});
afterEach(() => rmSync(join(root, '..'), { recursive: true }));

const groups = () => clusterFiles(root, embeddingModel).groups;
const index = () => libraryLayout(root).index(embeddingModel);

/** Asks for the people and for a face's nearest, as commands do. */
async function ask(): Promise<number> {
  const library = lookIntoLibrary(root);
  try {
    library.session.current.search.neighbours(1, 1);
    return (await library.people.list({ distance: 0.5, minFaces: 1 })).people.length;
  } finally {
    library.close();
  }
}

it('keeps groups and index that had to be computed, once', async () => {
  expect([groups(), index()].map(existsSync)).toEqual([false, false]);
  const people = await ask();
  const kept = [groups(), index()].map((file) => statSync(file).ino);
  expect(await ask()).toBe(people);
  expect([groups(), index()].map((file) => statSync(file).ino)).toEqual(kept);
  expect(existsSync(libraryLayout(root).lock)).toBe(true);
  lockLibrary(libraryLayout(root).lock).release();
});

it('writes nothing while another process has the library', async () => {
  const lock = lockLibrary(libraryLayout(root).lock);
  expect(await ask()).toBeGreaterThan(0);
  expect([groups(), index()].map(existsSync)).toEqual([false, false]);
  lock.release();
});
