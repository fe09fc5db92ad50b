import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePhoto } from './decode.ts';
import { testTiff } from './decoding/test-tiff.ts';
import { heicInTiles, heicSequence } from './heic/test-heic.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'familiar-formats-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const decode = (name: string, bytes: Uint8Array, maxSide = 2048) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return decodePhoto(path, maxSide);
};
const colour = (red: number, green: number, blue: number) => ({ r: red, g: green, b: blue });
const picture = (width: number, height: number, background: { r: number; g: number; b: number }) =>
  sharp({ create: { width, height, channels: 3, background } });

/** The pixel at a position, rounded, since JPEG is not exact. */
function at({ pixels }: Awaited<ReturnType<typeof decodePhoto>>, x: number, y: number): number[] {
  const start = 3 * (y * pixels.width + x);
  return [...pixels.data.subarray(start, start + 3)];
}
const near = (...rgb: number[]) => rgb.map((value) => expect.closeTo(value, -1));

describe('raw files', () => {
  const thumbnail = {
    width: 160,
    height: 120,
    data: Buffer.alloc(160 * 120 * 3, 10),
    tags: { 254: 1, 259: 1, 262: 2 },
  };
  const mosaic = {
    width: 3008,
    height: 1692,
    data: Buffer.alloc(3008 * 1692, 7),
    tags: { 254: 0, 259: 1, 262: 32803 },
  };

  it('are read as the largest preview, a JPEG within the TIFF, turned as the camera says', async () => {
    const preview = {
      width: 3000,
      height: 1688,
      data: await picture(3000, 1688, colour(200, 60, 20))
        .jpeg()
        .toBuffer(),
    };
    const small = {
      width: 640,
      height: 360,
      data: await picture(640, 360, colour(0, 0, 255))
        .jpeg()
        .toBuffer(),
    };
    const jpeg = { 254: 1, 259: 7, 262: 6 };
    const file = testTiff({ ...thumbnail, tags: { ...thumbnail.tags, 274: 6 } }, [
      mosaic,
      { ...small, tags: jpeg },
      { ...preview, tags: jpeg },
    ]);
    const photo = await decode('a.nef', file);
    expect([photo.width, photo.height, photo.orientation]).toEqual([1688, 3000, 6]);
    expect(at(photo, 500, 500)).toEqual(near(200, 60, 20));
    const cut = await decodePhoto(join(folder, 'a.nef'), 2048, {
      left: 100,
      top: 2000,
      width: 50,
      height: 900,
    });
    expect([cut.pixels.width, cut.pixels.height]).toEqual([50, 900]);
  });

  it('are read as the largest preview, pixels within the TIFF', async () => {
    const data = Buffer.concat(Array.from({ length: 1000 * 600 }, () => Buffer.of(10, 200, 30)));
    const photo = await decode(
      'b.dng',
      testTiff(thumbnail, [{ width: 1000, height: 600, data, tags: { 254: 0, 259: 1, 262: 2 } }]),
    );
    expect([photo.width, photo.height, at(photo, 5, 5)]).toEqual([1000, 600, [10, 200, 30]]);
  });

  it.each([
    ['c.raf', Buffer.from('FUJIFILMCCD-RAW 0201')],
    ['d.orf', Buffer.from('IIRO\x08\0\0\0')],
    ['e.rw2', Buffer.from('IIU\0\x08\0\0\0')],
    ['f.cr3', Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1')],
    ['g.mrw', Buffer.from('\0MRM\0\0\0\0', 'latin1')],
    ['h.x3f', Buffer.from('FOVb\0\0\0\0', 'latin1')],
  ])('of other shapes are read as the JPEG in them, %s', async (name, head) => {
    const small = await picture(160, 120, colour(0, 0, 0))
      .jpeg()
      .toBuffer();
    const large = await picture(900, 600, colour(90, 160, 30))
      .withMetadata({ orientation: 8 })
      .jpeg()
      .toBuffer();
    const photo = await decode(
      name,
      Buffer.concat([head, Buffer.alloc(999, 1), small, large, Buffer.alloc(9999, 3)]),
    );
    expect([photo.width, photo.height, at(photo, 5, 5)]).toEqual([600, 900, near(90, 160, 30)]);
  });

  it('without a large enough preview are refused with that reason', async () => {
    await expect(decode('i.nef', testTiff(thumbnail, [mosaic]))).rejects.toMatchObject({
      code: 'photo-unsupported',
      message: 'this raw file holds no preview that shows enough',
    });
  });
});

describe('TIFF', () => {
  it.each([50000, 34925])(
    'is never read as black where its compression is not known, %i',
    async (compression) => {
      const tags = { 254: 0, 259: compression, 262: 2 };
      const file = testTiff({ width: 400, height: 300, data: Buffer.alloc(999, 5), tags }, []);
      await expect(decode('a.tif', file)).rejects.toMatchObject({ code: 'photo-unsupported' });
    },
  );

  it('with JPEG of the old kind is read as that JPEG', async () => {
    const data = await picture(400, 300, colour(200, 60, 20))
      .jpeg()
      .toBuffer();
    const file = testTiff({ width: 400, height: 300, data, tags: { 254: 0, 259: 6, 262: 6 } }, []);
    expect(at(await decode('old.tif', file), 9, 9)).toEqual(near(200, 60, 20));
  });

  it('without strips is refused and not read as black', async () => {
    const tags = { 254: 0, 259: 1, 262: 2 };
    const file = testTiff({ width: 400, height: 300, data: Buffer.alloc(0), tags }, []);
    await expect(decode('empty.tif', file)).rejects.toMatchObject({ code: 'photo-damaged' });
  });
});

describe('a sequence in HEIC without a still picture', () => {
  it('is read as its first frame', async () => {
    const photo = await decode('a.heics', heicSequence());
    const still = await decode('b.heic', heicInTiles(512, 512));
    expect([photo.width, photo.height]).toEqual([512, 512]);
    for (const place of [20, 490]) expect(at(photo, place, place)).toEqual(at(still, place, place));
  });
});

describe('a sequence in AVIF', () => {
  it('is read as its cover', async () => {
    const file = await picture(60, 40, colour(200, 60, 20))
      .avif()
      .toBuffer();
    file.write('avis', 8, 'latin1');
    expect(at(await decode('a.avifs', file), 9, 9)).toEqual(near(200, 60, 20));
  });
});

describe('BigTIFF', () => {
  it('is read, and refused where its compression would give black', async () => {
    const file = await picture(30, 20, colour(9, 90, 200))
      .tiff({ bigtiff: true, compression: 'none' })
      .toBuffer();
    const photo = await decode('a.tif', file);
    expect([photo.width, photo.height, at(photo, 3, 3)]).toEqual([30, 20, [9, 90, 200]]);
    const entry = file.indexOf(Buffer.of(259 & 255, 259 >> 8, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    expect(entry).toBeGreaterThan(0);
    file.writeUInt16LE(50000, entry + 12);
    await expect(decode('b.tif', file)).rejects.toMatchObject({ code: 'photo-unsupported' });
  });
});

describe('JPEG that lacks its end', () => {
  it('is read as far as it goes, and told', async () => {
    const noise = await sharp({
      create: {
        width: 600,
        height: 400,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();
    const whole = await decode('whole.jpg', noise);
    expect(whole.isCutShort).toBeUndefined();
    const photo = await decode('cut.jpg', noise.subarray(0, Math.floor(0.6 * noise.length)));
    expect([photo.width, photo.height, photo.isCutShort]).toEqual([600, 400, true]);
    expect(at(photo, 300, 20)).toEqual(at(whole, 300, 20));
    await expect(decode('head.jpg', noise.subarray(0, 60))).rejects.toMatchObject({ code: 'photo-damaged' });
  });
});
