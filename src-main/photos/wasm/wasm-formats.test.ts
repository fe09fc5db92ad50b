import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWritten } from '../../interchange/photo-regions.ts';
import { decodePhoto } from '../decode.ts';
import { box, encodeJp2, encodeJxl } from './test-wasm-files.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'familiar-wasm-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
/** A picture whose colour tells the place: red grows to the right, green to the bottom. */
function slopes(width: number, height: number, channels: 3 | 4): Uint8Array {
  const data = new Uint8Array(width * height * channels).fill(255);
  for (let i = 0; i < width * height; i++) {
    data.set([((i % width) * 255) / width, (Math.floor(i / width) * 255) / height, 40], i * channels);
  }
  return data;
}
function at({ pixels }: Awaited<ReturnType<typeof decodePhoto>>, x: number, y: number): number[] {
  const start = 3 * (y * pixels.width + x);
  return [...pixels.data.subarray(start, start + 3)];
}
async function exifBlock(): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .jpeg()
    .withExif({ IFD2: { DateTimeOriginal: '2011:02:03 04:05:06' } })
    .toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  return exif!.subarray(6);
}
const xmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><Iptc4xmpExt:PersonInImage>' +
  '<rdf:Bag><rdf:li>Ada</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage></rdf:Description></rdf:RDF></x:xmpmeta>';

describe('JPEG XL', () => {
  const mark = Buffer.from('0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20', 'hex');

  it('is read, whole and a part of it', async () => {
    const path = file('a.jxl', await encodeJxl(slopes(200, 100, 4), 200, 100));
    const photo = await decodePhoto(path, 2048);
    expect([photo.width, photo.height, at(photo, 100, 50)]).toEqual([200, 100, [127, 127, 40]]);
    const part = await decodePhoto(path, 2048, { left: 150, top: 20, width: 40, height: 30 });
    expect([part.pixels.width, part.pixels.height, at(part, 0, 0)]).toEqual([40, 30, [191, 51, 40]]);
  });

  it('is read with its date and names, also where they are compressed', async () => {
    const [stream, exif] = [await encodeJxl(slopes(16, 8, 4), 16, 8), await exifBlock()];
    const notes = Buffer.concat([Buffer.alloc(4), exif]);
    const brob = (type: string, content: Buffer) =>
      box('brob', Buffer.concat([Buffer.from(type), brotliCompressSync(content)]));
    for (const boxes of [
      [box('Exif', notes), box('xml ', Buffer.from(xmp))],
      [brob('Exif', notes), brob('xml ', Buffer.from(xmp))],
    ]) {
      const path = file('b.jxl', Buffer.concat([mark, ...boxes, box('jxlc', stream)]));
      expect((await decodePhoto(path, 99)).takenAt).toBe('2011-02-03T04:05:06');
      const { unplaced, notes: read } = await readWritten(path, {
        size: { width: 16, height: 8 },
        orientation: 1,
      });
      expect([unplaced.map(({ name }) => name), read.date?.from]).toEqual([['Ada'], 'exif']);
    }
  });

  it('is refused where it is damaged, cut short or huge', async () => {
    const whole = await encodeJxl(slopes(200, 100, 4), 200, 100);
    const cut = file('c.jxl', whole.subarray(0, 90));
    await expect(decodePhoto(cut, 99)).rejects.toMatchObject({ code: 'photo-damaged' });
    // A side of 2^30 pixels, and the ratio 1:1.
    const huge = Buffer.from('ff0a'.padEnd(80, 'f'), 'hex');
    huge.set([0b11111110, 0xff, 0xff, 0xff, 0b00111111], 2);
    await expect(decodePhoto(file('d.jxl', huge), 99)).rejects.toMatchObject({ code: 'photo-too-large' });
    const after = file('e.jxl', whole);
    expect((await decodePhoto(after, 99)).width).toBe(200);
  });
});

describe('JPEG 2000', () => {
  const frame = { width: 200, height: 100, componentCount: 3, bitsPerSample: 8, isSigned: false };

  it('is read, as a file and as a codestream, reduced and a part of it', async () => {
    const stream = await encodeJp2(slopes(200, 100, 3), frame);
    const boxed = Buffer.concat([
      box('jP  ', Buffer.from('0d0a870a', 'hex')),
      box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
      box(
        'jp2h',
        Buffer.concat([
          box('ihdr', Buffer.from('00000064000000c8000307070000', 'hex')),
          box('colr', Buffer.from('01000000000010', 'hex')),
        ]),
      ),
      box('uuid', Buffer.concat([Buffer.from('JpgTiffExif->JP2'), await exifBlock()])),
      box('jp2c', stream),
    ]);
    for (const path of [file('a.jp2', boxed), file('a.j2k', stream)]) {
      const photo = await decodePhoto(path, 2048);
      expect([photo.width, photo.height, at(photo, 100, 50)]).toEqual([200, 100, [127, 127, 40]]);
      const small = await decodePhoto(path, 50);
      expect([small.width, small.pixels.width]).toEqual([200, 50]);
      expect(Math.abs(at(small, 25, 12)[0]! - 127)).toBeLessThan(6);
      const part = await decodePhoto(path, 2048, { left: 150, top: 20, width: 40, height: 30 });
      expect([part.pixels.width, part.pixels.height, at(part, 0, 0)]).toEqual([40, 30, [191, 51, 40]]);
    }
    expect((await decodePhoto(join(folder, 'a.jp2'), 99)).takenAt).toBe('2011-02-03T04:05:06');
  });

  it('is read in grey, with 16 bits, and refused with other channels or where it is damaged', async () => {
    const grey = Uint8Array.from({ length: 2 * 20_000 }, (_, i) => (i % 2 === 0 ? 9 : 200));
    const path = file('b.jp2', await encodeJp2(grey, { ...frame, componentCount: 1, bitsPerSample: 16 }));
    expect(at(await decodePhoto(path, 2048), 7, 7)).toEqual([200, 200, 200]);
    const whole = await encodeJp2(slopes(200, 100, 3), frame);
    const cut = file('c.jp2', whole.subarray(0, 60));
    await expect(decodePhoto(cut, 99)).rejects.toMatchObject({ code: 'photo-damaged' });
    const odd = Buffer.from(whole);
    odd.writeUInt16BE(4, odd.indexOf(Buffer.from('ff51', 'hex')) + 38);
    await expect(decodePhoto(file('d.jp2', odd), 99)).rejects.toMatchObject({ code: 'photo-unsupported' });
  });
});
