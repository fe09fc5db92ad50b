import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { openCropCache } from './crop-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-crops-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const [photo, other] = firstItems(
  [1, 2].map((byte) => Buffer.alloc(32, byte)),
  2,
);

it('gives back what was cut out, and that there was nothing, to the same recipe alone', () => {
  const crop = { jpeg: Uint8Array.of(1, 2, 3), hash: Uint32Array.of(0xffffffff, 0, 7) };
  const cache = openCropCache(folder, 'one');
  cache.put(photo, crop);
  cache.put(other, null);
  cache.close();

  const again = openCropCache(folder, 'one');
  expect(again.get(photo)).toMatchObject({ hash: crop.hash });
  expect([...again.get(photo)!.jpeg]).toEqual([1, 2, 3]);
  expect(again.get(other)).toBeNull();
  expect(again.get(Buffer.alloc(32, 3))).toBeUndefined();
  again.close();

  const another = openCropCache(folder, 'another');
  expect(another.get(photo)).toBeUndefined();
  another.close();
});

it('refuses a directory that cannot hold it', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  let thrown: unknown;
  try {
    openCropCache(file, 'one');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(FamiliarError);
  expect(thrown).toMatchObject({ code: 'bad-request' });
});
