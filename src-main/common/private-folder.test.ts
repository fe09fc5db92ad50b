import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateFolder } from './private-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-private-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const isOwn = (name: string): boolean => name === 'database' || name === 'received';
const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
const modes = (root: string) =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => [path, modeOf(join(root, path))]),
  );

/** A folder as older versions made it: readable by all. */
function openFolder(): string {
  const root = join(folder, 'library');
  mkdirSync(join(root, 'received', 'trip'), { recursive: true });
  for (const file of ['database', 'received/trip/photo.jpg']) writeFileSync(join(root, file), 'x');
  for (const path of ['', 'received', 'received/trip']) chmodSync(join(root, path), 0o755);
  for (const path of ['database', 'received/trip/photo.jpg']) chmodSync(join(root, path), 0o644);
  return root;
}

describe.skipIf(process.platform === 'win32')('a private folder', () => {
  it('is made for its owner alone', () => {
    makePrivateFolder(join(folder, 'a', 'library'), isOwn);
    expect(modeOf(join(folder, 'a', 'library'))).toBe('700');
  });

  it('is closed with all its contents', () => {
    const root = openFolder();
    makePrivateFolder(root, isOwn);
    expect([modeOf(root), modes(root)]).toEqual([
      '700',
      { database: '600', received: '700', 'received/trip': '700', 'received/trip/photo.jpg': '600' },
    ]);
  });

  it('does not change foreign entries, and does not follow links', () => {
    const root = openFolder();
    const stranger = join(folder, 'stranger');
    writeFileSync(stranger, 'x');
    writeFileSync(join(root, 'letter.txt'), 'x');
    for (const path of [stranger, join(root, 'letter.txt')]) chmodSync(path, 0o644);
    symlinkSync(stranger, join(root, 'received', 'link'));
    makePrivateFolder(root, isOwn);
    expect([modeOf(stranger), modeOf(root)]).toEqual(['644', '755']);
    expect(modes(root)).toMatchObject({ 'letter.txt': '644', database: '600', received: '700' });
  });
});
