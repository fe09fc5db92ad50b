import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needs, testFile } from '../common/test-data.ts';
import { seededRandom } from '../common/random.ts';
import type { FamiliarError } from '../contract/errors.ts';
import { decodePhoto } from './decode.ts';
import { reasons } from './decoding/reasons.ts';
import { heicInTiles } from './heic/test-heic.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-decode-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A photo with a red left half and a blue right half, as stored. */
function halves(width: number, height: number) {
  const left = { create: { width: width / 2, height, channels: 3 as const, background: '#e00' } };
  return sharp({ create: { width, height, channels: 3, background: '#00e' } }).composite([
    { input: left, left: 0, top: 0 },
  ]);
}

describe('decoding', () => {
  it('turns the photo upright', async () => {
    const path = join(folder, 'turned.jpg');
    await halves(80, 40)
      .withExif({ IFD0: { Orientation: '6' } })
      .jpeg()
      .toFile(path);
    await sharp(await halves(80, 40).jpeg().toBuffer())
      .withMetadata({ orientation: 6 })
      .toFile(path);
    const { pixels, width, height, orientation } = await decodePhoto(path, 1000);
    expect({ width, height, orientation }).toEqual({ width: 40, height: 80, orientation: 6 });
    expect(pixels).toMatchObject({ width: 40, height: 80 });
    const [red] = pixels.data.subarray(3 * (40 * 10 + 20));
    const blue = pixels.data[3 * (40 * 70 + 20) + 2];
    expect(red).toBeGreaterThan(180);
    expect(blue).toBeGreaterThan(180);
  });

  it('bounds the longer side and keeps small photos as they are', async () => {
    const path = join(folder, 'large.jpg');
    await halves(600, 300).jpeg().toFile(path);
    expect(await decodePhoto(path, 200)).toMatchObject({
      width: 600,
      height: 300,
      pixels: { width: 200, height: 100 },
    });
    expect((await decodePhoto(path, 5000)).pixels.width).toBe(600);
  });

  it.each([1, 3, 6, 8])(
    'decodes a part of a photo that lies by orientation %i, from the upright one',
    async (orientation) => {
      const path = join(folder, `part-${orientation}.png`);
      const ramp = Buffer.from(
        Array.from({ length: 60 * 40 * 3 }, (_, i) => [(i / 3) % 60, Math.floor(i / 180), 9][i % 3]! * 4),
      );
      await sharp(ramp, { raw: { width: 60, height: 40, channels: 3 } })
        .withMetadata({ orientation })
        .png()
        .toFile(path);
      const whole = await decodePhoto(path, 100);
      const part = await decodePhoto(path, 100, { left: 5, top: 20, width: 30, height: 15 });
      expect(part).toMatchObject({
        width: whole.width,
        height: whole.height,
        pixels: { width: 30, height: 15 },
      });
      const at = (x: number, y: number) => 3 * (y * whole.pixels.width + x);
      const rows = Array.from({ length: 15 }, (_, y) => [
        ...whole.pixels.data.subarray(at(5, 20 + y), at(35, 20 + y)),
      ]);
      expect([...part.pixels.data]).toEqual(rows.flat());
      expect((await decodePhoto(path, 10, { left: 5, top: 20, width: 30, height: 15 })).pixels.width).toBe(
        10,
      );
    },
  );

  it('lays transparency on white and gives grey, palette and 16-bit pictures three channels', async () => {
    const clear = sharp({ create: { width: 8, height: 8, channels: 4, background: '#0000' } });
    const cases = {
      'clear.png': clear.png(),
      'grey.png': halves(8, 8).greyscale().png(),
      'palette.png': halves(8, 8).png({ palette: true }),
      'deep.png': halves(8, 8).toColourspace('rgb16').png(),
      'animated.gif': halves(8, 8).gif(),
      'modern.webp': halves(8, 8).webp(),
      'modern.avif': halves(8, 8).avif(),
      'print.tif': halves(8, 8).toColourspace('cmyk').tiff(),
    };
    for (const [name, picture] of Object.entries(cases)) {
      await picture.toFile(join(folder, name));
      const { pixels } = await decodePhoto(join(folder, name), 100);
      expect(pixels.data, name).toHaveLength(8 * 8 * 3);
    }
    expect((await decodePhoto(join(folder, 'clear.png'), 100)).pixels.data[0]).toBe(255);
  });

  it('reads when the photo was taken, and nothing from a clock that was never set', async () => {
    const path = join(folder, 'dated.jpg');
    for (const [written, read] of [
      ['2004:07:19 13:05:59', '2004-07-19T13:05:59'],
      ['0000:00:00 00:00:00', null],
      ['2004:13:45 99:00:00', null],
    ]) {
      await halves(8, 8)
        .jpeg()
        .withExif({ IFD2: { DateTimeOriginal: written! } })
        .toFile(path);
      expect((await decodePhoto(path, 100)).takenAt).toBe(read);
    }
  });

  it('says in plain words what is wrong with what it cannot decode', async () => {
    const write = (name: string, content: Uint8Array | string) => {
      writeFileSync(join(folder, name), content);
      return decodePhoto(join(folder, name), 100);
    };
    const random = seededRandom(1);
    const grains = Uint8Array.from({ length: 3 * 200 * 200 }, () => 100 + 100 * random());
    const noise = sharp(grains, { raw: { width: 200, height: 200, channels: 3 } });
    const jpeg = await noise.clone().jpeg().toBuffer();
    const half = async (image: Promise<Buffer> | Buffer) => {
      const whole = await image;
      return whole.subarray(0, whole.length / 2);
    };
    // The third byte of SOF0 is the number of bits of a sample.
    const deep = Buffer.from(jpeg);
    deep[deep.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 9;
    const heic = heicInTiles(600, 600);
    const uncompressed = Buffer.from(heic.toString('latin1').replaceAll('hvc1', 'unci'), 'latin1');
    const notHere = 'the file is damaged: its end is missing';
    const table: [string, Uint8Array | string, string, string][] = [
      ['empty.jpg', '', 'photo-damaged', 'the file is empty'],
      ['text.jpg', 'not a photo', 'photo-damaged', reasons.noPicture],
      ['random.jpg', Buffer.alloc(5000, 'kT9#xq~'), 'photo-damaged', reasons.noPicture],
      ['zeroes.png', Buffer.alloc(5000), 'photo-damaged', reasons.noPicture],
      ['half.png', await half(noise.clone().png().toBuffer()), 'photo-damaged', notHere],
      ['half.gif', await half(noise.clone().gif().toBuffer()), 'photo-damaged', notHere],
      ['half.webp', await half(noise.clone().webp().toBuffer()), 'photo-damaged', reasons.damaged],
      ['half.tif', await half(noise.clone().tiff().toBuffer()), 'photo-damaged', reasons.damaged],
      ['half.avif', await half(noise.clone().avif({ effort: 0 }).toBuffer()), 'photo-damaged', notHere],
      ['half.heic', await half(heic), 'photo-damaged', reasons.damaged],
      ['raw.heif', uncompressed, 'photo-unsupported', reasons.variant('HEIF')],
      ['deep.jpg', deep, 'photo-unsupported', reasons.variant('JPEG')],
      ['old.bmp', 'BM and so on', 'photo-damaged', notHere],
      ['new.jxl', '\0\0\0\x0cJXL \r\n', 'photo-damaged', reasons.damaged],
      ['new.jxr', Buffer.from('4949bc01', 'hex'), 'photo-unsupported', 'JPEG XR files cannot be read yet'],
      [
        'film.heic',
        '\0\0\0\x18ftypmp42\0\0\0\0',
        'photo-unsupported',
        'it is a film with the ending of a photo',
      ],
      [
        'drawing.png',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        'photo-unsupported',
        'drawing (SVG) files cannot be read yet',
      ],
    ];
    const told: typeof table = [];
    for (const [name, content] of table) {
      const error = await write(name, content).then(
        () => ({ code: 'decoded', message: '' }),
        (thrown: FamiliarError) => thrown,
      );
      told.push([name, content, error.code, error.message]);
    }
    expect(told.map(([name, , ...rest]) => [name, ...rest])).toEqual(
      table.map(([name, , ...rest]) => [name, ...rest]),
    );
    const code = (wanted: string) => expect.objectContaining({ code: wanted });
    await expect(decodePhoto(join(folder, 'none.jpg'), 100)).rejects.toEqual(code('path-missing'));
    await expect(decodePhoto(folder, 100)).rejects.toEqual(code('photo-unreadable'));
  });

  it('refuses a decompression bomb before decoding it', async () => {
    const path = join(folder, 'bomb.png');
    const bomb = { width: 17000, height: 17000, channels: 3 as const, background: '#000' };
    await sharp({ create: bomb, limitInputPixels: false }).png({ compressionLevel: 9 }).toFile(path);
    await expect(decodePhoto(path, 100)).rejects.toMatchObject({ code: 'photo-too-large' });
  }, 60_000);
});

describe('decoding of found photos', () => {
  beforeEach(needs('photos'));

  it('turns all eight orientations the same way up', async () => {
    for (const kind of ['Landscape', 'Portrait']) {
      const upright = await decodePhoto(testFile('photos', 'exif-orientation', `${kind}_1.jpg`), 64);
      for (let orientation = 2; orientation <= 8; orientation++) {
        const path = testFile('photos', 'exif-orientation', `${kind}_${orientation}.jpg`);
        const turned = await decodePhoto(path, 64);
        expect(turned.orientation).toBe(orientation);
        expect([turned.pixels.width, turned.pixels.height]).toEqual([
          upright.pixels.width,
          upright.pixels.height,
        ]);
        const off = turned.pixels.data.reduce(
          (sum, value, i) => sum + Math.abs(value - upright.pixels.data[i]!) / turned.pixels.data.length,
          0,
        );
        expect(off, path).toBeLessThan(40);
      }
    }
  });

  it('decodes HEIC and reads its date', async () => {
    const photo = await decodePhoto(testFile('photos', 'exif-samples', '0011-IMG_5195.HEIC'), 500);
    expect(Math.max(photo.pixels.width, photo.pixels.height)).toBe(500);
    expect(photo.takenAt).toMatch(/^20\d\d-/);
  });
});
