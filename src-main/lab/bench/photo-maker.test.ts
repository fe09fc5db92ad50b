import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePhotos } from './photo-maker.ts';

const size = { width: 64, height: 48 };
const colours = { red: '#f00', green: '#0f0', blue: '#00f', grey: '#888' };
let folder: string;
let samples: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-maker-'));
  samples = await Promise.all(
    Object.entries(colours).map(async ([name, background]) => {
      const path = join(folder, `${name}.png`);
      await sharp({ create: { width: 90, height: 60, channels: 3, background } }).toFile(path);
      return path;
    }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

async function make(name: string, count: number): Promise<string[]> {
  mkdirSync(join(folder, name));
  return makePhotos(join(folder, name), samples, { count, size });
}

describe('makePhotos', () => {
  it('makes JPEG photos of the size asked for, in the order of their names', async () => {
    const paths = await make('a', 3);
    expect(readdirSync(join(folder, 'a')).map((name) => join(folder, 'a', name))).toEqual(paths);
    for (const path of paths) {
      expect(await sharp(path).metadata()).toMatchObject({ format: 'jpeg', ...size });
    }
  });

  it('makes the same files again, and no two alike', async () => {
    const first = (await make('a', 4)).map((path) => readFileSync(path, 'base64'));
    const second = (await make('b', 4)).map((path) => readFileSync(path, 'base64'));
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(4);
  });

  it('lays four samples side by side in every second photo', async () => {
    const [, group] = await make('a', 2);
    const corners = await Promise.all(
      [
        { left: 4, top: 4 },
        { left: 44, top: 4 },
        { left: 4, top: 32 },
        { left: 44, top: 32 },
      ].map(async (at) => {
        const { channels } = await sharp(
          await sharp(group)
            .extract({ ...at, width: 16, height: 12 })
            .toBuffer(),
        ).stats();
        return channels.map(({ mean }) => Math.round(mean / 128) * 128).join(' ');
      }),
    );
    expect(corners.sort()).toEqual(['0 0 256', '0 256 0', '128 128 128', '256 0 0']);
  });
});
