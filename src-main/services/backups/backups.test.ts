import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { overwritePages, pagesOf } from '../../db/test-damage.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { storePhoto } from '../model-session/test-faces.ts';
import { Backups } from './backups.ts';
import { sweepLeftovers } from './leftovers.ts';
import { makeBackup } from './make-backup.ts';
import { problemOf } from './soundness.ts';

let root: string;
let database: string;
let db: WritableDb;
let backups: Backups;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'familiar-backups-'));
  database = join(root, 'library.sqlite');
  db = openForWriting(database);
  backups = new Backups(db, root, database);
});
afterEach(async () => {
  vi.useRealTimers();
  await backups.close();
  db.close();
  rmSync(root, { recursive: true });
});

const names = () => backups.list().map(({ name }) => name);
const today = () => new Date().toISOString().slice(0, 10);

it('copies all but pictures, as the library is at one moment, while it is open', async () => {
  storePhoto(db, [
    { person: 1, variation: 1 },
    { person: 2, variation: 1 },
  ]);
  db.exec("INSERT INTO people (name, name_key, created_at) VALUES ('Ada', 'ada', '')");
  db.exec("INSERT INTO labels VALUES (1, 1, 'user', '')");
  const backup = await backups.make('asked');
  expect(backup).toMatchObject({ reason: 'asked', holds: { photos: 1, faces: 2, named: 1 } });
  const file = join(root, 'backups', `${backup.name}.sqlite`);
  expect(problemOf(file)).toBeNull();
  const copy = openForWriting(file);
  for (const table of ['photos', 'files', 'faces', 'vectors', 'people', 'labels', 'edits', 'settings']) {
    const all = `SELECT * FROM ${table}`;
    expect(copy.prepare(all).all()).toEqual(db.prepare(all).all());
  }
  expect(copy.prepare('SELECT count(*) FROM chips').pluck().get()).toBe(0);
  copy.close();
});

it('makes one a day, where something has changed', async () => {
  await backups.makeDaily();
  expect(names()).toEqual([]);
  storePhoto(db, [{ person: 1, variation: 1 }]);
  await backups.makeDaily();
  await backups.makeDaily();
  expect(names()).toEqual([`0001-daily-${today()}`]);

  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-05T10:00:00Z') });
  await backups.makeDaily();
  expect(names()).toHaveLength(1);
  storePhoto(db, [{ person: 2, variation: 1 }]);
  await backups.makeDaily();
  expect(backups.list()[0]!.reason).toBe('daily');
  expect(names()).toHaveLength(2);
});

it('is not held up by a clock that was put back', () => {
  storePhoto(db, [{ person: 1, variation: 1 }]);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-05T10:00:00Z') });
  makeBackup(root, database, 'daily');
  vi.setSystemTime(new Date('2019-01-01T10:00:00Z'));
  makeBackup(root, database, 'daily');
  expect(names()).toEqual(['0002-daily-2019-01-01', '0001-daily-2031-05-05']);
});

it('fails on a damaged page and leaves nothing behind', async () => {
  for (let i = 0; i < 30; i++) storePhoto(db, [{ person: i, variation: 1 }]);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  overwritePages(database, pagesOf(database, 'faces').slice(1, 2));
  expect(() => makeBackup(root, database, 'daily')).toThrow(
    expect.objectContaining({ code: 'library-damaged' }),
  );
  expect(readdirSync(join(root, 'backups'))).toEqual([]);
  db = openForWriting(':memory:');
});

it('removes what killed processes have left, and nothing else', () => {
  const folder = join(root, 'backups');
  mkdirSync(folder);
  const left = '0001-daily-2026-01-01.sqlite.4194999.part';
  const mine = `0002-daily-2026-01-01.sqlite.${process.ppid}.part`;
  for (const name of [left, `${left}-journal`, mine, 'notes.txt']) writeFileSync(join(folder, name), '');
  writeFileSync(`${database}.next`, 'half');
  sweepLeftovers(root, database);
  expect(readdirSync(folder).sort()).toEqual([mine, 'notes.txt']);
  expect(readdirSync(root)).not.toContain('library.sqlite.next');
});

it('removes all of them where they are to be forgotten', async () => {
  storePhoto(db, [{ person: 1, variation: 1 }]);
  await backups.make('removal');
  await backups.removeAll();
  expect(names()).toEqual([]);
});
