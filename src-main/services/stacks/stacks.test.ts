import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ShotRow } from '../../db/likenesses.ts';
import { useSampleLibrary } from '../../library/test-library.ts';
import { likenessOf } from '../../photos/likeness.ts';
import { eyeOpening, valueOf } from './best-shot.ts';
import { groupShots } from './grouping.ts';

const context = { signal: new AbortController().signal };

describe('likeness', () => {
  it('is the same for other sizes and qualities, and absent without contrast', async () => {
    const grains = await sharp({
      create: {
        width: 12,
        height: 9,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    const picture = sharp(await sharp(grains).resize(400, 300).png().toBuffer());
    const [one, other] = await Promise.all([
      likenessOf(await picture.clone().jpeg({ quality: 95 }).toBuffer()),
      likenessOf(await picture.clone().resize(200).jpeg({ quality: 60 }).toBuffer()),
    ]);
    const rows = [one, other].map((likeness, at) => shot(at + 1, null, { bits: likeness.bits }));
    expect(groupShots(rows)).toEqual([[1, 2]]);
    const plain = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    expect((await likenessOf(plain)).bits).toBeNull();
  });
});

/** A shot `differing` bits apart from one without set bits. */
function shot(id: number, second: number | null, more: Partial<ShotRow> = {}, differing = 0): ShotRow {
  const bits = Buffer.alloc(32);
  for (let bit = 0; bit < differing; bit++) bits[bit >> 3]! |= 1 << (bit & 7);
  const takenAt = second === null ? null : `2024-05-01T10:00:${String(second).padStart(2, '0')}`;
  const size = { width: 400, height: 300 };
  return { id, takenAt, takenOrder: second, ...size, bits, sharpness: 1, choice: null, ...more };
}

describe('stacks', () => {
  it('hold shots of one moment that look alike, and copies of any time', () => {
    const shots = [
      shot(1, 0),
      shot(2, 2, {}, 50),
      shot(3, 4, {}, 200),
      shot(4, 40, {}, 90),
      shot(5, null, {}, 10),
    ];
    expect(groupShots(shots)).toEqual([[1, 2, 5]]);
  });

  it('leave out what the user took out, pictures without contrast, days without a time and other ratios', () => {
    const day = { takenAt: '2024-05-01' };
    expect(groupShots([shot(1, 0), shot(2, 1, { choice: 'alone' }), shot(3, 2, { bits: null })])).toEqual([]);
    expect(groupShots([shot(1, 0, day), shot(2, 0, day, 40)])).toEqual([]);
    expect(groupShots([shot(1, null), shot(2, null, { width: 300, height: 400 })])).toEqual([]);
  });
});

/** Landmarks of a frontal face with this opening of the eyes, in fractions of a square photo. */
function face(opening: number): Float32Array {
  const points = new Float32Array(136).fill(0.5);
  const put = (i: number, x: number, y: number) => points.set([x, y], 2 * i);
  for (const [first, left] of [
    [36, 0.3],
    [42, 0.6],
  ] as const) {
    const half = (0.1 * opening) / 2;
    put(first, left, 0.4);
    put(first + 1, left + 0.03, 0.4 - half);
    put(first + 2, left + 0.07, 0.4 - half);
    put(first + 3, left + 0.1, 0.4);
    put(first + 4, left + 0.07, 0.4 + half);
    put(first + 5, left + 0.03, 0.4 + half);
  }
  put(30, 0.5, 0.55);
  put(48, 0.4, 0.7);
  put(54, 0.6, 0.7);
  return points;
}

describe('the best shot', () => {
  const best = { sharpness: 5, pixels: 1e6, area: 0.3 };
  const value = (opening: number, sharpness: number, picture = 5) =>
    valueOf(
      {
        width: 1000,
        height: 1000,
        sharpness: picture,
        faces: [{ landmarks: face(opening), sharpness, area: 0.09 }],
      },
      best,
    );

  it('has open eyes and a sharp face', () => {
    expect(eyeOpening(face(0.3))).toBeCloseTo(0.3);
    expect(value(0.3, -18)).toBeGreaterThan(value(0.1, -18));
    expect(value(0.3, -18)).toBeGreaterThan(value(0.3, -25));
    expect(value(0.3, -18, 5)).toBeGreaterThan(value(0.3, -18, 2));
    const empty = { width: 1000, height: 1000, sharpness: 5, faces: [] };
    expect(value(0.3, -18)).toBeGreaterThan(valueOf(empty, best));
  });
});

describe('a library with a burst', () => {
  const library = useSampleLibrary();

  it(
    'lists a stack once, with the sharp shot on top, which the user can change',
    { timeout: 120_000 },
    async () => {
      const [path] = library.place(0, 1);
      const exif = new ExifTool({ maxProcs: 1 });
      const shots = [
        join(library.folder, 'burst-blurred.jpg'),
        join(library.folder, 'burst-sharp.jpg'),
        join(library.folder, 'elsewhere.jpg'),
      ] as const;
      await sharp(path).blur(4).jpeg().toFile(shots[0]);
      await sharp(path).modulate({ brightness: 1.05 }).jpeg({ quality: 96 }).toFile(shots[1]);
      copyFileSync(library.place(1, 2)[0]!, shots[2]);
      for (const [i, file] of shots.entries()) {
        await exif.write(
          file,
          { DateTimeOriginal: `2024:05:01 10:00:0${i}` },
          { writeArgs: ['-overwrite_original'] },
        );
      }
      await exif.end();
      const opened = await library.open();
      opened.imports.start([...shots]);
      await opened.imports.finished();
      const { handlers } = opened;
      const all = await handlers['photos.list']({ offset: 0, limit: 100 }, context);
      const once = await handlers['photos.list']({ offset: 0, limit: 100, stacks: true }, context);
      const { stacks } = await handlers['stacks.list']({ offset: 0, limit: 9 }, context);
      const names = async () => {
        const page = await handlers['stacks.list']({ offset: 0, limit: 9 }, context);
        return page.stacks.map(({ photos }) => photos.map(({ name }) => name));
      };
      const burst = stacks.find(({ photos }) => photos.some(({ path: at }) => at === shots[1]))!;
      expect(burst.photos.map(({ path: at }) => at)).toContain(shots[0]);
      expect(burst.photos.map(({ path: at }) => at)).not.toContain(shots[2]);
      const blurred = burst.photos.find(({ path: at }) => at === shots[0])!;
      expect(burst.photos.at(-1)).toEqual(blurred);
      expect(all.total - once.total).toBe(stacks.reduce((sum, { photos }) => sum + photos.length - 1, 0));
      expect(once.photos.find(({ id }) => id === burst.photos[0]!.id)?.stack).toBe(burst.photos.length);
      expect(once.photos.some(({ id }) => id === blurred.id)).toBe(false);

      const before = await names();
      await handlers['stacks.top']({ photoId: blurred.id }, context);
      expect((await names()).flat()[0]).toBe(blurred.name);
      await handlers['edits.undo']({}, context);
      expect(await names()).toEqual(before);
      await handlers['stacks.leave']({ photos: [blurred.id] }, context);
      expect((await names()).flat()).not.toContain(blurred.name);
      await handlers['edits.undo']({}, context);
      expect(await names()).toEqual(before);
      await expect(handlers['stacks.top']({ photoId: 99_999 }, context)).rejects.toMatchObject({
        code: 'not-found',
      });

      const grouping = { distance: 0.33, minFaces: 1 };
      const everyone = await handlers['people.list'](grouping, context);
      const counted = await handlers['people.list']({ ...grouping, stacks: true }, context);
      const photosOf = ({ people }: typeof everyone) => people.reduce((sum, { photos }) => sum + photos, 0);
      expect(photosOf(counted)).toBeLessThan(photosOf(everyone));
    },
  );
});
