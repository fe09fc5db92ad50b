import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { HeicImage, libheifMemory } from '../heic/heic-image.ts';
import { heicInOnePiece, heicInTiles, type Turned } from '../heic/test-heic.ts';

/** The whole picture as decoded by libheif alone. */
function wholeOf(image: HeicImage): Uint8Array {
  return image.withWhole(({ data, stride, width, height }) => {
    const rows = Array.from({ length: height }, (_, y) => data.slice(y * stride, y * stride + 3 * width));
    return Buffer.concat(rows);
  });
}

const turnings: Turned[] = [0, 1, 2, 3].flatMap((quarters) => [
  { quarters: quarters as 0 | 1 | 2 | 3 },
  { quarters: quarters as 0 | 1 | 2 | 3, mirrored: true },
]);

describe('a HEIC in tiles', () => {
  it.each(turnings)('is assembled as by libheif ($quarters quarter turns, mirrored $mirrored)', (turned) => {
    const image = new HeicImage(heicInTiles(1300, 700, turned));
    expect(image.tiles).toMatchObject({ tileWidth: 512, tileHeight: 512 });
    const picture = assemble(image, 2048);
    expect([picture.width, picture.height]).toEqual(turned.quarters! % 2 ? [700, 1300] : [1300, 700]);
    expect(Buffer.compare(picture.data, wholeOf(image))).toBe(0);
    image.close();
  });

  it.each(turnings.slice(0, 4))(
    'is reduced tile by tile ($quarters quarter turns, mirrored $mirrored)',
    async (turned) => {
      const image = new HeicImage(heicInTiles(1280, 768, turned));
      const picture = assemble(image, 200);
      const { width, height } = picture;
      expect(Math.max(width, height)).toBe(320);
      const raw = { raw: { width: image.width, height: image.height, channels: 3 as const } };
      const wanted = await sharp(wholeOf(image), raw)
        .resize(width, height, { kernel: 'nearest' })
        .raw()
        .toBuffer();
      const off =
        wanted.reduce((sum, value, i) => sum + Math.abs(value - picture.data[i]!), 0) / wanted.length;
      expect(off).toBeLessThan(2);
      image.close();
    },
  );

  it('decodes a part from the tiles that it lies in', () => {
    const image = new HeicImage(heicInTiles(1300, 700, { quarters: 1 }));
    const part = { left: 100, top: 500, width: 450, height: 90 };
    const whole = wholeOf(image);
    const rows = Array.from({ length: part.height }, (_, y) => {
      const start = 3 * ((part.top + y) * image.width + part.left);
      return whole.subarray(start, start + 3 * part.width);
    });
    expect(Buffer.compare(assemble(image, 2048, part).data, Buffer.concat(rows))).toBe(0);
    image.close();
  });

  it('takes the memory of a tile, not of the picture', () => {
    const before = libheifMemory();
    const image = new HeicImage(heicInTiles(8064, 6048));
    expect(assemble(image, 2048)).toMatchObject({ width: 4032, height: 3024 });
    image.close();
    expect(libheifMemory() - before).toBeLessThan(16 * 1024 ** 2);
  });
});

it('decodes a HEIC in one piece', { timeout: 60_000 }, () => {
  const image = new HeicImage(heicInOnePiece());
  expect(image.tiles).toBeNull();
  const picture = assemble(image, 2048);
  expect(picture).toMatchObject({ width: 4032, height: 3024, channels: 3 });
  expect(Math.abs(picture.data[3 * 4032 * 1500]! - 0x88)).toBeLessThan(4);
  image.close();
});
