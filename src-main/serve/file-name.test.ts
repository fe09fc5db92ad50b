import { expect, it } from 'vitest';
import { isPlainFileName, parseFilePath } from './file-name.ts';

it.each(['IMG_0001.JPG', 'two  spaces.jpg', 'a..b', 'ünï.jpg', '2026-01-01 10:00:00.jpg', '%2e'])(
  'accepts %j as a plain name',
  (name) => expect(isPlainFileName(name, 'linux')).toBe(true),
);

it.each(['', '.', '..', '.bashrc', 'a/b', 'a\\b', 'a\0b', 'a\nb', 'x'.repeat(256), 'ü'.repeat(128)])(
  'does not take %j',
  (name) => expect(isPlainFileName(name, 'linux')).toBe(false),
);

it.each(['a:stream.jpg', 'a?.jpg', 'CON', 'nul.jpg', 'COM1.txt', 'a.', 'a '])(
  'does not take %j on Windows',
  (name) => expect(isPlainFileName(name, 'win32')).toBe(false),
);

it('accepts a name that begins with a device name', () => {
  expect(isPlainFileName('console.jpg', 'win32')).toBe(true);
});

it('decodes each part of a path after splitting it', () => {
  expect(parseFilePath('a%20b/c%25.jpg')).toEqual(['a b', 'c%.jpg']);
  expect(parseFilePath('a%2fb.jpg')).toBeNull();
});
