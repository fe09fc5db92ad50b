import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { identifyFile } from './identify.ts';
import { ImageHasher, imageOfThumbnail } from './image-identity.ts';

// One of this file's own: other files of the process go on with the one that they share.
const exiftool = new ExifTool();
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-image-'))));
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => exiftool.end());

const noise = (seed: number) =>
  Buffer.from(Uint8Array.from({ length: 120 * 90 * 3 }, (_, i) => (i * i * seed + i * 7) & 255));
const picture = (seed: number) => sharp(noise(seed), { raw: { width: 120, height: 90, channels: 3 } });

const kinds = {
  'baseline.jpg': (seed: number) => picture(seed).jpeg({ quality: 95 }),
  'progressive.jpg': (seed: number) => picture(seed).jpeg({ progressive: true }),
  'a.png': (seed: number) => picture(seed).png(),
  'a.webp': (seed: number) => picture(seed).webp(),
};

it.each(Object.entries(kinds))(
  'does not change when metadata are written (%s)',
  async (name, make) => {
    const path = join(folder, name);
    writeFileSync(path, await make(3).toBuffer());
    const before = await identifyFile(path);
    const tags = { Rating: 5, Title: 'A long title '.repeat(50), Orientation: 6 as unknown as string };
    await exiftool.write(path, tags, ['-overwrite_original', '-n']);
    const after = await identifyFile(path);
    expect(after.hash).not.toEqual(before.hash);
    expect(after.image).toEqual(before.image);
    expect(after.image).toHaveLength(32);

    writeFileSync(path, await make(5).toBuffer());
    expect((await identifyFile(path)).image).not.toEqual(before.image);
  },
  30_000,
);

it('does not depend on the sizes of chunks', async () => {
  for (const make of Object.values(kinds)) {
    const bytes = await make(11).toBuffer();
    const whole = new ImageHasher();
    whole.update(bytes);
    const image = whole.digest();
    for (const size of [1, 7, 1000]) {
      const cut = new ImageHasher();
      for (let at = 0; at < bytes.length; at += size) cut.update(bytes.subarray(at, at + size));
      expect(cut.digest()).toEqual(image);
    }
  }
});

it('ignores data after the picture, and is null for other formats', async () => {
  const jpeg = await kinds['baseline.jpg'](2).toBuffer();
  const imageIn = (bytes: Buffer) => {
    const hasher = new ImageHasher();
    hasher.update(bytes);
    return hasher.digest();
  };
  expect(imageIn(Buffer.concat([jpeg, Buffer.from('a preview or a film')]))).toEqual(imageIn(jpeg));
  for (const text of ['', 'x', 'RIFF0000WAVEfmt ', 'GIF89a', '\xff\xd8']) {
    expect(imageIn(Buffer.from(text, 'latin1'))).toBeNull();
  }
});

it('differs for thumbnails of other bytes or of a photo of another size', () => {
  const one = { width: 4, height: 3, thumbnail: Uint8Array.of(1, 2) };
  expect(imageOfThumbnail(one)).toEqual(imageOfThumbnail({ ...one, thumbnail: Uint8Array.of(1, 2) }));
  expect(imageOfThumbnail(one)).not.toEqual(imageOfThumbnail({ ...one, thumbnail: Uint8Array.of(1, 3) }));
  expect(imageOfThumbnail(one)).not.toEqual(imageOfThumbnail({ ...one, width: 40 }));
});
