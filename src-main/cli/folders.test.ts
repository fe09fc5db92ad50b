import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putImportedFolder } from '../db/folders.ts';
import { openForWriting } from '../db/open.ts';
import { runCommand } from './test-program.ts';

let folder: string;
let library: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-folders-'));
  library = join(folder, 'library');
  mkdirSync(library);
  mkdirSync(join(folder, 'photos/@eaDir'), { recursive: true });
  writeFileSync(join(folder, 'photos/@eaDir/1.jpg'), '');
  const db = openForWriting(join(library, 'library.sqlite'));
  for (const name of ['photos', 'gone']) {
    putImportedFolder(db, join(folder, name), { followLinks: false, excluded: [] });
  }
  db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = async (...args: string[]) => {
  const { stdout } = await runCommand('folders', ...args, '--library', library, '--json');
  return JSON.parse(stdout) as unknown;
};

it('looks at folders again, and keeps what the user says of them', async () => {
  expect(await run('look-again')).toMatchObject({ photos: 0, missing: 0, leftOut: { thumbnails: 1 } });
  expect(await run('watch', 'off', join(folder, 'photos'))).toMatchObject({ watch: false });
  expect(await run()).toMatchObject({
    folders: [{ path: join(folder, 'photos'), state: 'online', watched: false, photos: 0 }],
    watch: true,
    missing: 0,
  });
}, 120_000);
