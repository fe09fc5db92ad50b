import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForWriting } from '../db/open.ts';
import { libraryLayout } from '../library/layout.ts';
import { storePhoto } from '../services/model-session/test-faces.ts';
import { runCommand, runJson } from './test-program.ts';

let folder: string;
let library: string;

/** Faces 1, 3 and 5 are one person's, 2 and 4 another's. The photos' files do not exist. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-remove-'));
  library = join(folder, 'library');
  mkdirSync(library);
  const db = openForWriting(libraryLayout(library).database);
  for (const variation of [1, 2])
    storePhoto(
      db,
      [1, 2].map((person) => ({ person, variation })),
    );
  storePhoto(db, [{ person: 1, variation: 3 }]);
  db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCommand(...args, '--library', library);
const json = (...args: string[]) => runJson(...args, '--library', library);
it('says what would go, asks, removes, puts back, and deletes for good', { timeout: 120_000 }, async () => {
  const path = '/photos/1.jpg';
  const unasked = await run('remove', 'photo', path);
  expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
  expect(unasked.stdout).toBe('This takes out of the library: 1 photo, 2 faces.\n');
  const removed = await run('remove', 'photo', path, '--yes');
  expect(removed.stdout).toMatch(
    /\nRemoved 1 photo\.\nfamiliar undo .* put-back 1 until 20\d\d-\d\d-\d\d\.\n$/,
  );
  expect((await run('remove', 'put-back', '1')).stdout).toBe('Put back 1 photo.\n');
  expect(await json('people', 'forget', 'c1', '--yes', '--purge')).toMatchObject({
    plan: { faces: 3, names: [] },
    removal: { kind: 'person', subject: null },
    purged: { removals: 1, photos: 0, faces: 3 },
  });
  expect((await json('people')).people).toMatchObject([{ id: 'c2', faces: 2 }]);
});
