import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanPhotos } from './scan.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-scan-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string) => writeFileSync(join(folder, name), name);
const scan = async (...paths: string[]) =>
  (await Array.fromAsync(scanPhotos(paths.length ? paths : [folder]))).map((entry) => ({
    name: relative(folder, entry.path),
    ...('error' in entry ? { code: entry.error.code } : {}),
  }));

describe('scanning', () => {
  it('finds photos by their ending, whatever its case, and none in an empty folder', async () => {
    expect(await scan()).toEqual([]);
    for (const name of ['b.JPG', 'a.heic', 'c.txt', 'd.nef', 'e', '.f.jpg', 'Ärger\n😀.webp']) write(name);
    expect((await scan()).map((entry) => entry.name)).toEqual(['a.heic', 'b.JPG', 'd.nef', 'Ärger\n😀.webp']);
  });

  it('takes a file named outright whatever its ending', async () => {
    write('photo.bin');
    expect(await scan(join(folder, 'photo.bin'))).toEqual([{ name: 'photo.bin' }]);
  });

  it('follows links, but never in a circle', async () => {
    mkdirSync(join(folder, 'a'));
    write('a/1.jpg');
    symlinkSync(folder, join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a', '1.jpg'), join(folder, 'link.jpg'));
    symlinkSync('/nowhere/at/all', join(folder, 'broken.jpg'));
    symlinkSync('/nowhere/at/all', join(folder, 'broken'));
    expect(await scan()).toEqual([
      { name: 'a/1.jpg' },
      { name: 'broken.jpg', code: 'path-missing' },
      { name: 'link.jpg' },
    ]);
  });

  it('enters a folder that is named like a photo, and opens no pipe', async () => {
    mkdirSync(join(folder, 'album.jpg'));
    write('album.jpg/1.png');
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect(await scan()).toEqual([{ name: 'album.jpg/1.png' }]);
  });

  it('reports what is not there', async () => {
    expect(await scan(join(folder, 'none'))).toEqual([{ name: 'none', code: 'path-missing' }]);
  });

  it('reports a folder it may not enter', async (test) => {
    test.skip(process.getuid?.() === 0, 'root may enter every folder');
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0);
    expect(await scan()).toEqual([{ name: 'closed', code: 'photo-unreadable' }]);
    chmodSync(join(folder, 'closed'), 0o700);
  });

  it('stops when told to', async () => {
    write('a.jpg');
    const stop = new AbortController();
    stop.abort();
    await expect(Array.fromAsync(scanPhotos([folder], stop.signal))).rejects.toThrow();
  });
});
