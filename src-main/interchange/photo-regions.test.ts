import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import { mergeRegions } from './merge.ts';
import { readWritten } from './photo-regions.ts';
import { proposeNames } from './proposals.ts';
import { toUpright } from './orientation.ts';
import { emptyXmp, serialiseXmp } from './xmp.ts';

const photos = process.env.FAMILIAR_PHOTOS_DIR ?? resolve('../shared/photos');
const marked = join(photos, 'formats/metadata/faces');

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'familiar-regions-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const box: Box = { x: 0.1, y: 0.2, width: 0.2, height: 0.3 };
const frame = { size: { width: 80, height: 60 }, orientation: 1 };

/** XMP of another program with one face. */
function packet(name: string): string {
  const document = emptyXmp();
  mergeRegions(document, frame, [{ name, box }]);
  return serialiseXmp(document);
}

async function photo(name: string, inside: string | null): Promise<string> {
  const path = join(folder, name);
  const grey = sharp({ create: { ...frame.size, channels: 3, background: '#888' } });
  await (inside ? grey.withXmp(inside) : grey).toFile(path);
  return path;
}

const names = async (path: string) => proposeNames([box], await readWritten(path, frame)).placed;

describe('names in photos and beside them', () => {
  it.each(['jpg', 'png', 'webp', 'tiff', 'avif'])('are read from the header, %s', async (ending) => {
    const path = await photo(`inside.${ending}`, packet('Ada'));
    expect(await names(path)).toEqual([{ face: 0, name: 'Ada', source: 'photo' }]);
  });

  it('are read again from a file that changed, also after a thread has loaded sharp', async () => {
    const path = await photo('changed.webp', packet('Ada'));
    const thread = new Worker(`import(${JSON.stringify(import.meta.resolve('sharp'))})`, { eval: true });
    await once(thread, 'exit');
    expect(await names(path)).toEqual([{ face: 0, name: 'Ada', source: 'photo' }]);
    await photo('changed.webp', packet('Eve'));
    expect(await names(path)).toEqual([{ face: 0, name: 'Eve', source: 'photo' }]);
  });

  it('are read from sidecars of either name, which have priority over the photo', async () => {
    const path = await photo('beside.jpg', packet('Ada'));
    writeFileSync(join(folder, 'beside.xmp'), packet('Adam\u00a0\n Smith'));
    expect(await names(path)).toEqual([{ face: 0, name: 'Adam Smith', source: 'sidecar' }]);
    writeFileSync(
      `${path}.xmp`,
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(packet('Eve'), 'utf16le')]),
    );
    expect(await names(path)).toEqual([{ face: 0, name: 'Eve', source: 'sidecar' }]);
  });

  it('are empty if metadata are broken or name nobody', async () => {
    const path = await photo('broken.jpg', null);
    expect(await names(path)).toEqual([]);
    writeFileSync(`${path}.xmp`, packet('Ada').slice(0, 300));
    expect(await names(path)).toEqual([]);
    writeFileSync(`${path}.xmp`, packet(' '));
    expect(await names(path)).toEqual([]);
    expect(await names(join(folder, 'none.jpg'))).toEqual([]);
  });

  it('are assigned to their faces, not to neighbouring ones', async () => {
    const path = await photo('two.jpg', packet('Ada'));
    const found = [
      { ...box, x: 0.25 },
      { ...box, x: 0.11, width: 0.16, height: 0.24 },
    ];
    const lists = await readWritten(path, frame);
    expect(proposeNames(found, lists).placed).toEqual([{ face: 1, name: 'Ada', source: 'photo' }]);
  });
});

describe.skipIf(!existsSync(marked))('photos that another program has marked', () => {
  // As digiKam marked them, in the upright picture.
  const upright = { size: { width: 840, height: 700 }, orientation: 1 };
  const marie = { x: 0.311905, y: 0.208571, width: 0.113095, height: 0.198571 };
  const pierre = { x: 0.639286, y: 0.118571, width: 0.0964286, height: 0.241429 };

  it.each([
    ['portrait.jpg', 1],
    ['portrait-orientation-6.jpg', 6],
  ])('give both names, %s', async (name, orientation) => {
    const path = join(folder, name);
    copyFileSync(join(marked, name), path);
    const lists = await readWritten(path, { ...upright, orientation });
    const [mwg, microsoft] = firstItems(lists.marked, 2);
    expect(lists.marked).toHaveLength(2);
    expect(mwg.orientations[0]).toBe(orientation);
    for (const [i, face] of [marie, pierre].entries()) {
      const read = toUpright(mwg.faces[i]!.box, orientation);
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(read[key]).toBeCloseTo(face[key], 5);
    }
    // In the rotated file, Microsoft's regions still refer to the upright one.
    expect(microsoft.faces[0]!.box).toEqual(marie);
    for (const list of lists.marked) {
      const { placed } = proposeNames([pierre, marie], { marked: [list], unplaced: [] });
      expect(placed).toEqual([
        { face: 0, name: 'Pierre Curie', source: 'photo' },
        { face: 1, name: 'Marie Curie', source: 'photo' },
      ]);
    }
  });
});
