import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DraftFolders, draftOf, sweepDrafts, sweepNotedDrafts } from './drafts.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-drafts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A process id that no process has. */
const ended = 4_194_999;
const photo = 'Anna & Ben.v2.jpg';

it('removes every kind of draft of a killed writer, and nothing else', () => {
  const mine = basename(draftOf(join(folder, photo)));
  const theirs = mine.replace(String(process.pid), String(ended));
  const left = [theirs, `${theirs}.xmp`, `${theirs}_exiftool_tmp`, `.${photo}.0a1b2c3d.part.jpg`];
  const kept = [mine, photo, `${photo}.xmp`, '.hidden', `${photo}.part.jpg`].sort();
  for (const name of [...left, ...kept]) writeFileSync(join(folder, name), '');
  sweepDrafts(folder);
  expect(readdirSync(folder).sort()).toEqual(kept);
});

it('finds the folders in which a killed process wrote, even if its record is truncated', () => {
  const record = join(folder, 'drafts.txt');
  new DraftFolders(record).note(folder);
  writeFileSync(record, `${readFileSync(record, 'utf8')}"/no/such`);
  writeFileSync(join(folder, `.${photo}.${ended}-0a1b2c3d.part.jpg`), '');
  sweepNotedDrafts(record);
  expect(readdirSync(folder)).toEqual([]);
});

it('deletes the record when all files are written', () => {
  const drafts = new DraftFolders(join(folder, 'drafts.txt'));
  drafts.note(folder);
  drafts.close();
  expect(readdirSync(folder)).toEqual([]);
});
