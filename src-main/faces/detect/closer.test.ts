import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import type { Pixels } from '../../photos/pixels.ts';
import type { Detection } from '../boxes.ts';
import { closerLooks, partAround, searchLooks } from './closer.ts';
import type { Pass } from './look.ts';

const trace = (left: number, side: number, score: number): Detection => ({
  left,
  top: 100,
  right: left + side,
  bottom: 100 + side,
  score,
});
const pass = (scale: number, ...detections: Detection[]): Pass => ({ scale, detections });
const bounds = { certain: 0.7, least: 0.2 };

describe('a closer look', () => {
  const photo = { width: 2048, height: 1024, data: new Uint8Array() };

  it('covers small traces with a margin', () => {
    const seen = pass(0.25, trace(1000, 40, 0.3), trace(1400, 60, 0.2), trace(50, 80, 0.9));
    expect(closerLooks(photo, [seen], bounds)).toEqual([
      { region: { left: 960, top: 40, right: 1520, bottom: 220 }, scale: 0.5 },
    ]);
  });

  it('is omitted if all traces are certain or large, or the photo has no more detail', () => {
    expect(closerLooks(photo, [pass(0.25)], bounds)).toEqual([]);
    expect(closerLooks(photo, [pass(0.25, trace(1000, 40, 0.9))], bounds)).toEqual([]);
    expect(closerLooks(photo, [pass(0.25, trace(1000, 400, 0.3))], bounds)).toEqual([]);
    const small = { ...photo, width: 300, height: 300 };
    expect(closerLooks(small, [pass(512 / 300, trace(100, 20, 0.3))], bounds)).toEqual([]);
  });

  it('is repeated in overlapping tiles around traces that are not faint', () => {
    const seen = pass(0.5, trace(100, 30, 0.3), trace(1900, 30, 0.3));
    const looks = closerLooks(photo, [seen], bounds);
    expect(looks.map(({ scale }) => scale)).toEqual([1, 1]);
    const [one, other] = firstItems(
      looks.map(({ region }) => region),
      2,
    );
    expect(one.right - other.left).toBeGreaterThanOrEqual(96);
    expect([one.left, other.right]).toEqual([70, 1960]);
    for (const { left, right } of [one, other]) expect(right - left).toBeLessThanOrEqual(1024);
    expect(closerLooks(photo, [pass(0.5, trace(100, 30, 0.15))], bounds)).toEqual([]);
  });
});

it('decodes the file around the most confident traces, up to the limit of pixels', () => {
  const traces = [trace(100, 20, 0.3), trace(300, 20, 0.2), trace(1900, 20, 0.1)];
  const { part, regions, toCopy } = partAround(traces, { width: 2048, height: 1024, shrunk: 3 });
  expect(part).toEqual({ left: 240, top: 240, width: 5580, height: 180 });
  expect(regions).toEqual([
    { left: 0, top: 0, right: 180, bottom: 180 },
    { left: 600, top: 0, right: 780, bottom: 180 },
    { left: 5400, top: 0, right: 5580, bottom: 180 },
  ]);
  expect(toCopy({ left: 60, top: 60, right: 120, bottom: 120, score: 0.9 })).toEqual({
    ...trace(100, 20, 0.9),
    top: 100,
  });
  const far = [trace(100, 20, 0.3), { ...trace(1900, 20, 0.1), top: 7000, bottom: 7020 }];
  expect(partAround(far, { width: 2048, height: 8000, shrunk: 3 }).regions).toHaveLength(1);
});

describe('the search for small faces', () => {
  /**
   * A sky with a spot of the given colour below dark hair, as large as a face of 50 pixels in a photo of
   * 6,000.
   */
  const skyWith = (colour: [number, number, number]): Pixels => {
    const photo = filled(1024, 683, () => [120, 170, 190]);
    for (let y = 340; y < 356; y++) {
      for (let x = 700; x < 709; x++) photo.data.set(y < 345 ? [30, 30, 30] : colour, 3 * (y * 1024 + x));
    }
    return photo;
  };

  it('covers only tiles with a skin colour and the contrast of a face', async () => {
    for (const skin of [
      [224, 176, 144],
      [141, 90, 60],
      [90, 58, 42],
    ] as const) {
      const looks = await searchLooks(skyWith([...skin]), 6);
      expect(looks.length).toBeGreaterThan(0);
      expect(looks.length).toBeLessThanOrEqual(4);
      for (const { region } of looks) {
        expect(region.left <= 709 && region.right >= 700 && region.top <= 356 && region.bottom >= 340).toBe(
          true,
        );
      }
    }
    for (const other of [
      [68, 170, 136],
      [136, 102, 204],
      [204, 204, 204],
    ] as const) {
      expect(await searchLooks(skyWith([...other]), 6)).toEqual([]);
    }
  });

  it('covers a whole black-and-white photo, and nothing if the photo has no more detail', async () => {
    const random = seededRandom(1);
    const grey = filled(1024, 683, () => new Array<number>(3).fill(255 * random()));
    expect((await searchLooks(grey, 6)).length).toBeGreaterThan(8);
    expect(await searchLooks(skyWith([224, 176, 144]), 1)).toEqual([]);
  });
});

function filled(width: number, height: number, colour: () => number[]): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) data.set(colour(), at);
  return { data, width, height };
}
