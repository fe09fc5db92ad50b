import { describe, expect, it } from 'vitest';
import { layoutPhoto } from './photo-layout.ts';

const samples = [
  { width: 1920, height: 1280 },
  { width: 600, height: 900 },
  { width: 31, height: 17 },
];
const size = { width: 101, height: 75 };
const layouts = Array.from({ length: 50 }, (_, index) => layoutPhoto(index, samples, size));

describe('layoutPhoto', () => {
  it('covers every pixel of the photo exactly once', () => {
    for (const tiles of layouts) {
      const cover = new Uint8Array(size.width * size.height);
      for (const { place } of tiles) {
        for (let y = place.top; y < place.top + place.height; y++) {
          for (let x = place.left; x < place.left + place.width; x++) cover[y * size.width + x]!++;
        }
      }
      expect(cover.every((times) => times === 1)).toBe(true);
    }
  });

  it('takes windows that lie within their samples and keep their proportions', () => {
    for (const { sample, window, place } of layouts.flat()) {
      expect(window.left).toBeGreaterThanOrEqual(0);
      expect(window.top).toBeGreaterThanOrEqual(0);
      expect(window.left + window.width).toBeLessThanOrEqual(samples[sample]!.width);
      expect(window.top + window.height).toBeLessThanOrEqual(samples[sample]!.height);
      const exactHeight = (window.width * place.height) / place.width;
      expect(Math.abs(window.height - exactHeight)).toBeLessThanOrEqual(2);
    }
  });

  it('alternates between one sample and four tiles of different ones', () => {
    expect(layouts.slice(0, 4).map((tiles) => tiles.length)).toEqual([1, 4, 1, 4]);
    expect(new Set(layouts[1]!.map((tile) => tile.sample)).size).toBe(samples.length);
  });

  it('follows from the number alone, and differs from number to number', () => {
    expect(layoutPhoto(7, samples, size)).toEqual(layouts[7]);
    expect(new Set(layouts.map((tiles) => JSON.stringify(tiles))).size).toBe(layouts.length);
  });
});
