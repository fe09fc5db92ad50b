import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from './migrations/index.ts';
import {
  deleteModel,
  findModelBySource,
  getModel,
  getScale,
  insertModel,
  listModels,
  putScale,
} from './models.ts';
import { openForReading, openForWriting } from './open.ts';
import { getSetting } from './settings.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A library of the version before models. */
function olderLibrary(): string {
  const file = join(folder, 'library.sqlite');
  const db = new Database(file);
  for (const { sql } of migrations.slice(0, 2)) db.exec(sql);
  db.pragma('application_id = 0x46616d69');
  db.pragma('user_version = 2');
  db.exec("INSERT INTO settings VALUES ('grouping', '{}')");
  db.close();
  return file;
}

const row = { id: 'own', kind: 'arcface112', sourceHash: 'a'.repeat(64) };

describe('models of a library', () => {
  it('are empty in a library of an older version, with and without migration', () => {
    const file = olderLibrary();
    const reading = openForReading(file);
    expect(listModels(reading)).toEqual([]);
    expect(getModel(reading, 'own')).toBeUndefined();
    expect(getScale(reading, 'own')).toBeUndefined();
    reading.close();
    const writing = openForWriting(file);
    expect(listModels(writing)).toEqual([]);
    expect(getSetting(writing, 'grouping')).toBe('{}');
    insertModel(writing, row);
    expect(listModels(writing)).toEqual([row]);
    writing.close();
  });

  it('are found by id, and by the hash of their file and kind', () => {
    const db = openForWriting(':memory:');
    insertModel(db, row);
    insertModel(db, { ...row, id: 'other', kind: 'facenet160' });
    expect(findModelBySource(db, row.sourceHash, 'facenet160')).toMatchObject({ id: 'other' });
    expect(findModelBySource(db, row.sourceHash, 'dlib150')).toBeUndefined();
    expect(() => insertModel(db, { ...row, id: 'again' })).toThrow(/UNIQUE/);
    deleteModel(db, 'own');
    expect(listModels(db).map(({ id }) => id)).toEqual(['other']);
  });

  it('keep their distance scale', () => {
    const db = openForWriting(':memory:');
    insertModel(db, row);
    expect(getScale(db, 'own')).toBeUndefined();
    putScale(db, 'own', [
      [0, 0],
      [0.35, 1.1],
      [2, 2],
    ]);
    expect(getScale(db, 'own')![1]).toEqual([0.35, 1.1]);
  });
});
