import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listDamage } from '../../db/damage.ts';
import { openForReading } from '../../db/open.ts';
import { overwritePages, pagesOf } from '../../db/test-damage.ts';
import { EditLog } from '../../edits/edit-log.ts';
import { storePhoto } from '../model-session/test-faces.ts';
import { openDatabase } from './open-database.ts';
import { salvageLibrary } from './salvage-library.ts';

let folder: string;
let root: string;
let database: string;
let copies = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-salvage-'));
  useLibrary('original');
  fill();
}, 60_000);
beforeEach(() => {
  useLibrary(`copy-${copies++}`);
  cpSync(join(folder, 'original'), root, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function useLibrary(name: string): void {
  root = join(folder, name);
  mkdirSync(root, { recursive: true });
  database = join(root, 'library.sqlite');
}

const people = 40;
const labelled = 800;

/** A library of photos with one face each; edits labelled each face. */
function fill(): void {
  const db = openDatabase({ root, database });
  db.transaction(() => {
    for (let i = 0; i < labelled; i++) storePhoto(db, [{ person: i % people, variation: i }]);
  })();
  const edits = new EditLog(db);
  for (let person = 0; person < people; person++) {
    edits.make((edit) => {
      const name = `Person ${person} ${'x'.repeat(150)}`;
      const id = edit.addPerson({ name, name_key: name });
      for (let face = person + 1; face <= labelled; face += people) {
        edit.put('labels', { face_id: face, person_id: id, source: 'user', created_at: edit.at });
      }
      return { summary: { kind: 'named', name, faces: labelled / people }, result: null };
    });
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

const read = (sql: string) => {
  const db = openForReading(database);
  try {
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
};
const names = 'SELECT id, name FROM people ORDER BY id';
const labels = 'SELECT face_id, person_id FROM labels ORDER BY face_id';

function expectSound(): void {
  const db = openForReading(database);
  expect(listDamage(db)).toEqual([]);
  db.close();
}

it.each(['labels', 'people', 'labels_by_person', 'rejections'])(
  'loses no name and no label to damaged pages of %s',
  (table) => {
    const before = [read(names), read(labels)];
    const pages = pagesOf(database, table);
    overwritePages(database, pages.length > 3 ? pages.slice(1, -1) : pages);
    const { saved, damaged } = salvageLibrary(root, database);
    expect([read(names), read(labels)]).toEqual(before);
    expect(saved.faces).toEqual({ rows: labelled, damaged: false });
    expect(damaged).toMatch(/damaged/);
    expectSound();
    const db = openDatabase({ root, database });
    expect(new EditLog(db).undo().edit?.kind).toBe('named');
    db.close();
  },
  60_000,
);

it('loses nothing to a damaged first page, nor to the rest of the schema', () => {
  const before = [
    read(names),
    read(labels),
    read('SELECT id, photo_id FROM faces'),
    read('SELECT * FROM vectors'),
  ];
  overwritePages(database, pagesOf(database, 'sqlite_schema'));
  salvageLibrary(root, database);
  const after = [
    read(names),
    read(labels),
    read('SELECT id, photo_id FROM faces'),
    read('SELECT * FROM vectors'),
  ];
  expect(after).toEqual(before);
  expectSound();
}, 60_000);

it('keeps all that is not on a damaged page of faces, and gives no id again', () => {
  const pages = pagesOf(database, 'faces');
  overwritePages(database, pages.slice(5, 8));
  const { saved } = salvageLibrary(root, database);
  expect(saved.faces!.damaged).toBe(true);
  expect(saved.faces!.rows).toBeGreaterThan(labelled - 4 * 8);
  expect(saved.faces!.rows).toBeLessThan(labelled);
  expect(saved.labels!.rows).toBe(saved.faces!.rows);
  expect(saved.people!.rows).toBe(people);
  expectSound();
  expect(read("SELECT seq FROM sqlite_sequence WHERE name = 'faces'")).toEqual([[labelled]]);
}, 60_000);
