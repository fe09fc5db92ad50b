import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaveOut } from './left-out.ts';
import { scanFolder, type ScanOptions, scanPhotos } from './scan.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-scan-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), name);
}
interface Met {
  name: string;
  code?: string;
  leftOut?: string;
  photos?: number;
}
/** All entries except those for folders that were read. */
const scan = async (paths = [folder], options: ScanOptions = {}): Promise<Met[]> =>
  (await Array.fromAsync(scanPhotos(paths, options))).flatMap((entry) => {
    const name = relative(folder, entry.path);
    if ('read' in entry) return [];
    if ('error' in entry) return [{ name, code: entry.error.code }];
    if ('leftOut' in entry) return [{ name, leftOut: entry.leftOut, photos: entry.photos }];
    return [{ name }];
  });

describe('scanning', () => {
  it('finds photos by their ending, whatever its case, and none in an empty folder', async () => {
    expect(await scan()).toEqual([]);
    for (const name of ['b.JPG', 'a.heic', 'c.txt', 'd.nef', 'e', 'Ärger\n😀.webp']) write(name);
    expect((await scan()).map((entry) => entry.name)).toEqual(['a.heic', 'b.JPG', 'd.nef', 'Ärger\n😀.webp']);
  });

  it('finds films, but for those that belong to a photo', async () => {
    for (const name of ['a.mp4', 'IMG_1.HEIC', 'img_1.MOV', 'b/c.avi']) write(name);
    expect(await scan()).toEqual([{ name: 'IMG_1.HEIC' }, { name: 'a.mp4' }, { name: 'b/c.avi' }]);
  });

  it('finds photos without an ending by their first bytes', async () => {
    write('README');
    write('.hidden');
    writeFileSync(join(folder, 'photo'), Buffer.of(0xff, 0xd8, 0xff, 0xe0));
    writeFileSync(join(folder, '.cache'), Buffer.of(0xff, 0xd8, 0xff, 0xe0));
    expect(await scan()).toEqual([{ name: 'photo' }]);
  });

  it('finds photos with an unknown ending by their first bytes, but no downloads under way and no copies', async () => {
    const jpeg = Buffer.of(0xff, 0xd8, 0xff, 0xe0);
    for (const name of ['Scan 12.5.2010', 'a.jpg_large', 'b.xyz']) writeFileSync(join(folder, name), jpeg);
    for (const name of ['c.jpg.part', 'd.jpg~', 'e.jpg_original', 'f.thm'])
      writeFileSync(join(folder, name), jpeg);
    write('g.xyz');
    expect(await scan()).toEqual([{ name: 'Scan 12.5.2010' }, { name: 'a.jpg_large' }, { name: 'b.xyz' }]);
  });

  it('takes a file named outright whatever its ending', async () => {
    write('photo.bin');
    expect(await scan([join(folder, 'photo.bin')])).toEqual([{ name: 'photo.bin' }]);
  });

  it('tells that a folder has been read after its own files and before the folders in it', async () => {
    for (const name of ['a/1.jpg', 'b.jpg', 'c/d/2.jpg']) write(name);
    const entries = await Array.fromAsync(scanFolder(folder));
    expect(entries.map((entry) => [relative(folder, entry.path), 'read' in entry])).toEqual([
      ['b.jpg', false],
      ['', true],
      ['a/1.jpg', false],
      ['a', true],
      ['c', true],
      ['c/d/2.jpg', false],
      ['c/d', true],
    ]);
  });

  it('leaves links out by default, and follows them without cycles if asked', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'familiar-outside-'));
    writeFileSync(join(outside, 'theirs.jpg'), '');
    write('a/1.jpg');
    symlinkSync(folder, join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a', '1.jpg'), join(folder, 'inside.jpg'));
    symlinkSync(join(outside, 'theirs.jpg'), join(folder, 'outside.jpg'));
    symlinkSync(outside, join(folder, 'out'));
    symlinkSync('/nowhere/at/all', join(folder, 'broken.jpg'));
    expect(await scan()).toEqual([
      { name: 'broken.jpg', leftOut: 'link', photos: 1 },
      { name: 'out', leftOut: 'link', photos: 0 },
      { name: 'outside.jpg', leftOut: 'link', photos: 1 },
      { name: 'a/1.jpg' },
      { name: 'a/up', leftOut: 'link', photos: 0 },
    ]);
    expect(await scan([folder], { followLinks: true })).toEqual([
      { name: 'broken.jpg', code: 'path-missing' },
      { name: 'inside.jpg' },
      { name: 'outside.jpg' },
      { name: 'a/1.jpg' },
      { name: 'out/theirs.jpg' },
    ]);
    rmSync(outside, { recursive: true });
  });

  it('leaves out what other programs keep beside photos, and counts it', async () => {
    const left = {
      thumbnails: [
        '@eaDir/1.jpg',
        'x/.@__thumb/1.jpg',
        'x/.@__thumb/2.jpg',
        'Catalog Previews.lrdata/a/1.jpg',
      ],
      trash: ['#recycle/deep/1.jpg', '.Trash-1000/files/1.jpg'],
      'app-data': ['Mine.photoslibrary/resources/derivatives/1.jpg', 'x/.picasaoriginals/1.jpg'],
      nomedia: ['x/music/cover.jpg', 'x/music/more/cover.jpg'],
      hidden: ['.cache/1.jpg', '._1.jpg'],
      excluded: ['x/edits/1.jpg', '1-small.jpg'],
    };
    for (const name of Object.values(left).flat()) write(name);
    write('x/music/.nomedia');
    for (const name of ['1.jpg', 'Mine.photoslibrary/originals/A/1.heic', 'x/photoslibrary/1.jpg'])
      write(name);
    const leaveOut = new LeaveOut(['x/edits', '*-small.*']);
    const entries = await scan([folder], { leaveOut, countLeftOut: true });
    expect(entries.filter((entry) => !entry.leftOut).map(({ name }) => name)).toEqual([
      '1.jpg',
      'Mine.photoslibrary/originals/A/1.heic',
      'x/photoslibrary/1.jpg',
    ]);
    const counts: Record<string, number> = {};
    for (const entry of entries) {
      if (entry.leftOut) counts[entry.leftOut] = (counts[entry.leftOut] ?? 0) + (entry.photos ?? 0);
    }
    expect(counts).toEqual(
      Object.fromEntries(Object.entries(left).map(([why, names]) => [why, names.length])),
    );
    expect(await scan([join(folder, '@eaDir')])).toEqual([{ name: '@eaDir/1.jpg' }]);
  });

  it('enters a folder that is named like a photo, and opens no pipe', async (test) => {
    test.skip(process.platform === 'win32', 'Windows has no pipes among files');
    write('album.jpg/1.png');
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect(await scan()).toEqual([
      { name: 'pipe.jpg', leftOut: 'not-a-file', photos: 1 },
      { name: 'album.jpg/1.png' },
    ]);
  });

  it('reports a missing path', async () => {
    expect(await scan([join(folder, 'none')])).toEqual([{ name: 'none', code: 'path-missing' }]);
  });

  it('reports a folder it may not enter', async (test) => {
    test.skip(process.getuid?.() === 0, 'root may enter every folder');
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0);
    expect(await scan()).toEqual([{ name: 'closed', code: 'photo-unreadable' }]);
    chmodSync(join(folder, 'closed'), 0o700);
  });

  it('stops when aborted', async () => {
    write('a.jpg');
    await expect(scan([folder], { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
