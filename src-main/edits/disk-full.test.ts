import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asLibraryError } from '../db/errors.ts';
import { openForWriting, type WritableDb } from '../db/open.ts';
import { listPeople } from '../db/people.ts';
import { EditLog } from './edit-log.ts';

let folder: string;
let db: WritableDb;
let edits: EditLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-full-'));
  db = openForWriting(join(folder, 'library.sqlite'));
  edits = new EditLog(db);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

function name(text: string): void {
  edits.make((edit) => {
    edit.addPerson({ name: text, name_key: text });
    return { summary: { kind: 'named', name: text, faces: 0 }, result: null };
  });
}

it('refuses an edit for which there is no room, keeps all before it, and goes on once there is', () => {
  name('Anna');
  const pages = db.pragma('page_count', { simple: true }) as number;
  db.pragma(`max_page_count = ${pages}`);
  let refused: unknown;
  try {
    for (let i = 0; i < 100; i++) name(`${i} ${'x'.repeat(500)}`);
  } catch (error) {
    refused = asLibraryError(error);
  }
  expect(refused).toMatchObject({ code: 'disk-full' });
  const before = listPeople(db);
  expect(before.map((person) => person.name)).toContain('Anna');
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');

  db.pragma('max_page_count = 100000');
  name('Ben');
  expect(listPeople(db)).toHaveLength(before.length + 1);
  expect(edits.undo().edit?.summary).toMatchObject({ name: 'Ben' });
});
