import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WasmDecoder } from './wasm-decoder.ts';
import { heicInOnePiece, heicInTiles } from '../heic/test-heic.ts';

let folder: string;
const file = (name: string, content: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-heic-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it('decodes one file after another, and goes on after one that is refused', async () => {
  const decoder = new WasmDecoder(60);
  const sizes = [
    file('a.heic', heicInTiles(700, 300)),
    file('b.heic', Buffer.alloc(99)),
    file('c.heic', heicInTiles(90, 80)),
  ].map((path) => decoder.withFile(path, 'heic', async ({ decode }) => (await decode(2048)).width));
  expect(
    (await Promise.allSettled(sizes)).map((one) => ('value' in one ? one.value : one.reason.code)),
  ).toEqual([700, 'photo-damaged', 90]);
});

it('breaks off what takes too long, and decodes the next', { timeout: 60_000 }, async () => {
  const decoder = new WasmDecoder(0.2);
  const large = file('large.heic', heicInOnePiece());
  const decoding = decoder.withFile(large, 'heic', ({ decode }) => decode(2048));
  await expect(decoding).rejects.toMatchObject({ code: 'photo-too-large' });
  const patient = new WasmDecoder(60);
  const small = file('small.heic', heicInTiles(90, 80));
  expect(await patient.withFile(small, 'heic', async ({ decode }) => (await decode(2048)).height)).toBe(80);
});
