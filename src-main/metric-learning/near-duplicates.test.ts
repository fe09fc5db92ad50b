import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { type Pixels, pixelsOf, imageOf } from '../photos/pixels.ts';
import { duplicateGroups, hashDistance, perceptualHash } from './near-duplicates.ts';

/** A picture of random soft blots. */
async function picture(seed: number, size = 224): Promise<Pixels> {
  const random = seededRandom(seed);
  const data = Uint8Array.from({ length: 12 * 12 * 3 }, () => random() * 256);
  return pixelsOf(
    sharp(data, { raw: { width: 12, height: 12, channels: 3 } }).resize(size, size, { kernel: 'cubic' }),
  );
}

describe('the perceptual hash', () => {
  it('hardly changes with size, compression and brightness', async () => {
    const chip = await picture(1);
    const hash = await perceptualHash(chip);
    const jpeg = await imageOf(chip).jpeg({ quality: 40 }).toBuffer();
    const copies = [
      sharp(jpeg),
      imageOf(chip).resize(100, 100),
      imageOf(chip).linear(0.7, 20),
      imageOf(chip).modulate({ saturation: 0.5 }),
    ];
    for (const copy of copies) {
      expect(hashDistance(hash, await perceptualHash(await pixelsOf(copy)))).toBeLessThanOrEqual(44);
    }
  });

  it('tells pictures and mirror images apart, about half of the bits', async () => {
    const chip = await picture(1);
    const hash = await perceptualHash(chip);
    for (const other of [await picture(2), await pixelsOf(imageOf(chip).flop())]) {
      expect(hashDistance(hash, await perceptualHash(other))).toBeGreaterThan(80);
    }
  });

  it('counts every bit', () => {
    const random = seededRandom(6);
    const draw = () => Uint32Array.from({ length: 8 }, () => random() * 2 ** 32);
    for (let i = 0; i < 20; i++) {
      const [a, b] = [draw(), draw()];
      const ones = a.reduce((sum, word, k) => sum + [...((word ^ b[k]!) >>> 0).toString(2)].filter((c) => c === '1').length, 0); // prettier-ignore
      expect(hashDistance(a, b)).toBe(ones);
    }
    expect(hashDistance(new Uint32Array(8).fill(0xffffffff), new Uint32Array(8))).toBe(256);
  });
});

describe('groups of near-duplicates', () => {
  /** A hash with this many of its lowest bits set. */
  const ones = (count: number) =>
    Uint32Array.from({ length: 8 }, (_, word) => {
      const bits = Math.min(32, Math.max(0, count - 32 * word));
      return bits === 32 ? 0xffffffff : 2 ** bits - 1;
    });

  it('join what is of one photo, what looks alike, and what hangs together by these', () => {
    expect([...duplicateGroups([1, 2, 3, 1], [null, null, null, null])]).toEqual([0, 1, 2, 0]);
    // 0 and 40 look alike, 40 and 80, but not 0 and 80; 150 is in a photo with 0.
    const hashes = [0, 80, 220, 40, 150].map(ones);
    expect([...duplicateGroups([1, 2, 3, 4, 1], hashes)]).toEqual([0, 0, 1, 0, 0]);
    expect([...duplicateGroups([1, 2], [ones(0), ones(45)])]).toEqual([0, 1]);
  });

  it('are none of no face, and one of a single one', () => {
    expect([...duplicateGroups([], [])]).toEqual([]);
    expect([...duplicateGroups([7], [null])]).toEqual([0]);
  });

  it('agree with joining until nothing changes', () => {
    const random = seededRandom(8);
    for (let round = 0; round < 30; round++) {
      const count = Math.floor(random() * 25);
      const photos = Array.from({ length: count }, () => Math.floor(random() * 40));
      const hashes = photos.map(() => (random() < 0.2 ? null : ones(Math.floor(random() * 257))));
      const alike = (a: number, b: number) =>
        photos[a] === photos[b] ||
        (hashes[a] !== null && hashes[b] !== null && hashDistance(hashes[a]!, hashes[b]!) <= 44);
      const groups = photos.map((_, i) => i);
      for (let again = true; again;) {
        again = false;
        for (let a = 0; a < count; a++) {
          for (let b = 0; b < count; b++) {
            if (!alike(a, b) || groups[a]! <= groups[b]!) continue;
            groups[a] = groups[b]!;
            again = true;
          }
        }
      }
      const numbers = [...new Set(groups)];
      expect([...duplicateGroups(photos, hashes)]).toEqual(groups.map((group) => numbers.indexOf(group)));
    }
  });
});
