import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { DraftFolders } from './drafts.ts';
import { toStored } from './orientation.ts';
import { readWritten } from './photo-regions.ts';
import { PhotoWriter } from './photo-writer.ts';

const photo = { size: { width: 60, height: 80 }, orientation: 6 };
const ann = { name: 'Ann Ö. <&"\'>', box: { x: 0.1, y: 0.2, width: 0.2, height: 0.3 } };

let folder: string;
let drafts: DraftFolders;
let writer: PhotoWriter;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-writer-'));
  drafts = new DraftFolders(join(folder, 'drafts.txt'));
  writer = await PhotoWriter.open(drafts);
});
afterAll(async () => {
  await writer.close();
  rmSync(folder, { recursive: true });
});

/** A photo stored with a quarter turn. */
async function place(name: string, xmp?: string): Promise<string> {
  const path = join(folder, name);
  const noise = sharp({
    create: {
      width: 80,
      height: 60,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
      background: '#000',
    },
  });
  const turned = noise.withMetadata({ orientation: 6 });
  await (xmp ? turned.withXmp(xmp) : turned).toFile(path);
  return path;
}

const packet = (inside: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:own="http://own.example/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/">
 <rdf:Description rdf:about="" own:word="kept &amp; &lt;safe">${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`;

it.each(['jpg', 'png', 'webp', 'tiff'])(
  'writes names and leaves the rest of the photo, %s',
  async (ending) => {
    const path = await place(`noise.${ending}`, packet(''));
    const pixels = await sharp(path).raw().toBuffer();
    chmodSync(path, 0o640);
    utimesSync(path, 1_000_000_000, 1_000_000_000);
    expect(await writer.mark(path, photo, [ann])).toBe(true);
    const [read] = firstItems((await readWritten(path, photo)).marked, 1);
    expect(read).toMatchObject({ source: 'photo', orientations: [6, 1], faces: [{ name: ann.name }] });
    const stored = toStored(ann.box, 6);
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      expect(read.faces[0]!.box[key]).toBeCloseTo(stored[key], 5);
    }
    expect(await sharp(path).raw().toBuffer()).toEqual(pixels);
    const { xmp, orientation } = await sharp(path).metadata();
    expect(xmp!.toString()).toContain('own:word="kept &amp; &lt;safe"');
    expect(orientation).toBe(6);
    expect(statSync(path)).toMatchObject({ mode: expect.closeTo(0o100640, 0), mtimeMs: 1_000_000_000_000 });
    expect(await writer.mark(path, photo, [ann])).toBe(false);
    expect(readdirSync(folder).some((name) => name.includes('.part'))).toBe(false);
  },
  30_000,
);

it.each([
  ['goes on elsewhere', 'photo-unsupported', '<xmpNote:HasExtendedXMP>0123</xmpNote:HasExtendedXMP>'],
  ['is broken', 'metadata-damaged', '<own:open>'],
])(
  'leaves a photo as it is whose packet %s',
  async (_what, code, inside) => {
    const path = await place('full.jpg', packet(inside));
    const before = readFileSync(path);
    await expect(writer.mark(path, photo, [ann])).rejects.toMatchObject({ code });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).some((name) => name.includes('.part'))).toBe(false);
  },
  30_000,
);

it('does not change a photo that cannot contain so many names', async () => {
  const path = await place('crowd.jpg', packet(''));
  const before = readFileSync(path);
  const crowd = Array.from({ length: 400 }, (_, i) => ({
    name: `Person ${i}`,
    box: { x: (i % 20) / 20, y: Math.floor(i / 20) / 20, width: 0.04, height: 0.04 },
  }));
  await expect(writer.mark(path, photo, crowd)).rejects.toMatchObject({ code: 'photo-unsupported' });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder).some((name) => name.includes('.part'))).toBe(false);
}, 30_000);

it('does not change a file that is not a photo', async () => {
  const path = join(folder, 'text.jpg');
  writeFileSync(path, 'no photo');
  await expect(writer.mark(path, photo, [ann])).rejects.toMatchObject({ code: 'photo-unsupported' });
  expect(readFileSync(path, 'utf8')).toBe('no photo');
}, 30_000);

it('reports that ExifTool cannot run', async () => {
  await expect(PhotoWriter.open(drafts, join(folder, 'no-exiftool'))).rejects.toMatchObject({
    code: 'tool-missing',
  });
}, 30_000);
