import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, isStamped, writeStamp } from './fingerprint.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'familiar-fingerprint-'));
  mkdirSync(join(root, 'src/made'), { recursive: true });
  writeFileSync(join(root, 'src/a.ts'), 'a');
  writeFileSync(join(root, 'src/made/b.js'), 'b');
});
afterEach(() => rmSync(root, { recursive: true }));

const sources = { paths: ['src', 'absent.json'], except: ['src/made'] };
const now = () => fingerprint(root, sources);

test.each<[string, () => void]>([
  ['added', () => writeFileSync(join(root, 'src/new.ts'), '')],
  ['added where nothing was', () => writeFileSync(join(root, 'absent.json'), '{}')],
  ['removed', () => rmSync(join(root, 'src/a.ts'))],
  ['made longer', () => writeFileSync(join(root, 'src/a.ts'), 'aa')],
  ['written at another time', () => utimesSync(join(root, 'src/a.ts'), 1, 1)],
])('a file that is %s changes the fingerprint', (_, change) => {
  const before = now();
  expect(now()).toBe(before);
  change();
  expect(now()).not.toBe(before);
});

test('tests and excepted folders do not change it', () => {
  const before = now();
  writeFileSync(join(root, 'src/a.test.ts'), 'test');
  writeFileSync(join(root, 'src/made/c.js'), 'c');
  expect(now()).toBe(before);
});

test('a stamp contains its text, and nothing before it is written', () => {
  const path = join(root, 'cache/stamp');
  expect(isStamped(path, 'x')).toBe(false);
  writeStamp(path, 'x');
  expect(isStamped(path, 'x')).toBe(true);
  expect(isStamped(path, 'y')).toBe(false);
});
