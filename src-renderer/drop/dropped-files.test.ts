import { expect, test } from 'vitest';
import { isPhoto, walk } from './dropped-files.ts';

test.each([
  ['a.jpg', 'image/jpeg', true],
  ['a.HEIC', '', true],
  ['a.nef', '', true],
  ['a.svg', 'image/svg+xml', false],
  ['notes.txt', 'text/plain', false],
  ['a.mp4', 'video/mp4', true],
  ['a.mts', '', true],
  ['a.mp3', 'audio/mpeg', false],
])('%s of type "%s": %s', (name, type, expected) => {
  expect(isPhoto({ name, type })).toBe(expected);
});

const file = (fullPath: string): FileSystemEntry =>
  ({
    isDirectory: false,
    fullPath,
    name: fullPath.split('/').at(-1)!,
    file: (done: FileCallback) => done(new File([], fullPath.split('/').at(-1)!)),
  }) as unknown as FileSystemEntry;

/** A directory whose reader hands out one child at a time, as a large one's does in pieces. */
const folder = (name: string, ...children: FileSystemEntry[]): FileSystemEntry =>
  ({
    isDirectory: true,
    name,
    createReader: () => {
      const rest = [...children];
      return { readEntries: (done: FileSystemEntriesCallback) => done(rest.splice(0, 1)) };
    },
  }) as unknown as FileSystemEntry;

test('photos are found at any depth, with their paths, and nothing else is', async () => {
  const dropped = [
    folder(
      'trip',
      file('/trip/a.jpg'),
      file('/trip/._a.jpg'),
      folder('.thumbs', file('/trip/.thumbs/a.jpg')),
    ),
    folder('day 2', file('/day 2/b.png'), file('/day 2/c.txt'), folder('none')),
    file('/d.webp'),
    new File([], 'e.avif', { type: 'image/avif' }),
  ];
  const paths: string[] = [];
  for await (const { path } of walk(dropped)) paths.push(path);
  expect(paths).toEqual(['trip/a.jpg', 'day 2/b.png', 'd.webp', 'e.avif']);
});
