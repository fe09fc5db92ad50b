import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from './open.ts';
import { eraseDeleted } from './purging.ts';
import { deleteSetting, putSetting } from './settings.ts';

const secret = 'the name of somebody who is forgotten';
let folder: string;
let db: WritableDb;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-purging-'));
  db = openForWriting(join(folder, 'library.sqlite'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** Files of the open database that contain a text. */
const filesWith = (text: string): string[] =>
  ['', '-wal'].filter((ending) => {
    const path = join(folder, `library.sqlite${ending}`);
    return existsSync(path) && readFileSync(path).includes(text);
  });

/** Writes the secret to the database's main file, and deletes it. */
function writeAndDelete(): void {
  putSetting(db, 'secret', secret);
  db.pragma('wal_checkpoint(TRUNCATE)');
  expect(filesWith(secret)).toEqual(['']);
  deleteSetting(db, 'secret');
}

it('leaves no deleted data in the database or its log', () => {
  writeAndDelete();
  putSetting(db, 'secret', secret);
  deleteSetting(db, 'secret');
  eraseDeleted(db, false);
  expect(filesWith(secret)).toEqual([]);
});

it('clears remains of older versions when it rewrites the database', () => {
  db.pragma('secure_delete = OFF');
  writeAndDelete();
  eraseDeleted(db, false);
  expect(filesWith(secret)).toEqual(['']);
  eraseDeleted(db, true);
  expect(filesWith(secret)).toEqual([]);
});
