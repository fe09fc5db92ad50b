import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePhoto } from './decode.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'familiar-plain-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const decode = (name: string, bytes: Uint8Array, maxSide = 2048) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return decodePhoto(path, maxSide);
};
/** The pixel at a position. */
function at({ pixels }: Awaited<ReturnType<typeof decodePhoto>>, x: number, y: number): number[] {
  const start = 3 * (y * pixels.width + x);
  return [...pixels.data.subarray(start, start + 3)];
}
describe('BMP', () => {
  function bmp(bits: number, compression: number, colours: number[][], pixels: Buffer, height = 2): Buffer {
    const header = Buffer.alloc(54 + 4 * colours.length);
    header.write('BM', 'latin1');
    header.writeUInt32LE(header.length, 10);
    header.writeUInt32LE(40, 14);
    header.writeInt32LE(2, 18);
    header.writeInt32LE(height, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(bits, 28);
    header.writeUInt32LE(compression, 30);
    colours.forEach(([r, g, b], i) => header.set([b!, g!, r!], 54 + 4 * i));
    return Buffer.concat([header, pixels]);
  }
  const [red, blue] = [
    [255, 0, 0],
    [0, 0, 255],
  ];
  it.each([
    ['24 bits', bmp(24, 0, [], Buffer.from([0, 0, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0]))],
    [
      '24 bits from the top',
      bmp(24, 0, [], Buffer.from([255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0]), -2),
    ],
    ['32 bits', bmp(32, 0, [], Buffer.from([0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 0]))],
    ['8 bits', bmp(8, 0, [red, blue], Buffer.from([0, 1, 0, 0, 1, 0, 0, 0]))],
    ['1 bit', bmp(1, 0, [red, blue], Buffer.from([0b01000000, 0, 0, 0, 0b10000000, 0, 0, 0]))],
    ['8 bits in runs', bmp(8, 1, [red, blue], Buffer.from([1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1]))],
    ['4 bits in runs', bmp(4, 2, [red, blue], Buffer.from([2, 0x01, 0, 0, 2, 0x10, 0, 1]))],
  ])('is read, %s', async (_words, file) => {
    const photo = await decode('a.bmp', file);
    expect([photo.width, photo.height]).toEqual([2, 2]);
    if (_words === '24 bits from the top') expect(at(photo, 0, 0)).toEqual(blue);
    else
      expect([at(photo, 0, 1), at(photo, 1, 1), at(photo, 0, 0), at(photo, 1, 0)]).toEqual([
        red,
        blue,
        blue,
        red,
      ]);
  });

  it('is refused where it is cut short, huge or odd', async () => {
    const whole = bmp(24, 0, [], Buffer.alloc(16));
    await expect(decode('b.bmp', whole.subarray(0, 60))).rejects.toMatchObject({ code: 'photo-damaged' });
    const huge = Buffer.from(whole);
    huge.writeInt32LE(100_000, 18);
    huge.writeInt32LE(100_000, 22);
    await expect(decode('c.bmp', huge)).rejects.toMatchObject({ code: 'photo-too-large' });
    await expect(decode('d.bmp', bmp(24, 4, [], Buffer.alloc(16)))).rejects.toMatchObject({
      code: 'photo-unsupported',
    });
  });
});

describe('PBM, PGM and PPM', () => {
  it.each([
    [
      'P3',
      Buffer.from('P3 # words\n2 1\n255\n255 0 0  0 0 255\n'),
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
    [
      'P6',
      Buffer.concat([Buffer.from('P6\n2 1\n255\n'), Buffer.of(255, 0, 0, 0, 0, 255)]),
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
    [
      'P6 of 16 bits',
      Buffer.concat([Buffer.from('P6 2 1 65535\n'), Buffer.of(255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255)]),
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
    [
      'P5',
      Buffer.concat([Buffer.from('P5 2 1 100\n'), Buffer.of(100, 0)]),
      [
        [255, 255, 255],
        [0, 0, 0],
      ],
    ],
    [
      'P4',
      Buffer.concat([Buffer.from('P4 2 1\n'), Buffer.of(0b01000000)]),
      [
        [255, 255, 255],
        [0, 0, 0],
      ],
    ],
    [
      'P1',
      Buffer.from('P1\n2 1\n01\n'),
      [
        [255, 255, 255],
        [0, 0, 0],
      ],
    ],
  ])('are read, %s', async (_kind, file, [first, second]) => {
    const photo = await decode('a.ppm', file);
    expect([at(photo, 0, 0), at(photo, 1, 0)]).toEqual([first, second]);
  });

  it('are refused where they are cut short', async () => {
    await expect(decode('b.ppm', Buffer.from('P6\n20 10\n255\nabc'))).rejects.toMatchObject({
      code: 'photo-damaged',
    });
  });
});

describe('Photoshop files', () => {
  function psd(mode: number, channels: number, body: Buffer, version = 1): Buffer {
    const head = Buffer.alloc(26);
    head.write('8BPS', 'latin1');
    head.writeUInt16BE(version, 4);
    head.writeUInt16BE(channels, 12);
    head.writeUInt32BE(1, 14);
    head.writeUInt32BE(2, 18);
    head.writeUInt16BE(8, 22);
    head.writeUInt16BE(mode, 24);
    return Buffer.concat([head, Buffer.alloc(version === 2 ? 16 : 12), body]);
  }
  it.each([
    [
      'RGB',
      psd(3, 3, Buffer.of(0, 0, 255, 0, 0, 0, 0, 255)),
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
    [
      'RGB, packed',
      psd(3, 3, Buffer.of(0, 1, 0, 3, 0, 2, 0, 3, 1, 255, 0, 255, 0, 1, 0, 255)),
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
    [
      'grey, large document',
      psd(1, 1, Buffer.of(0, 0, 9, 250), 2),
      [
        [9, 9, 9],
        [250, 250, 250],
      ],
    ],
    [
      'CMYK',
      psd(4, 4, Buffer.of(0, 0, 255, 0, 0, 255, 0, 255, 255, 255)),
      [
        [255, 0, 0],
        [0, 255, 255],
      ],
    ],
  ])('are read as their composite, %s', async (_words, file, [first, second]) => {
    const photo = await decode('a.psd', file);
    expect([at(photo, 0, 0), at(photo, 1, 0)]).toEqual([first, second]);
  });

  it('are refused in modes that are not read, and where they are cut short', async () => {
    await expect(decode('b.psd', psd(9, 3, Buffer.alloc(8)))).rejects.toMatchObject({
      code: 'photo-unsupported',
    });
    await expect(decode('c.psd', psd(3, 3, Buffer.alloc(4)))).rejects.toMatchObject({
      code: 'photo-damaged',
    });
  });
});
