import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageOf, type Pixels, pixelsOf } from '../photos/pixels.ts';
import { sharpnessFrame } from './align/chip.ts';
import { judgeQuality, leastGoodQuality, type QualityMeasures, sharpnessOf, turnOf } from './quality.ts';
import { meanFaceLandmarks } from './align/test-landmarks.ts';

const good: QualityMeasures = { side: 120, sharpness: -13, turn: 10, misfit: 0.03, unsteadiness: 0.02 };

describe('quality', () => {
  it('is high for measures of good photos, and still names a weakness', () => {
    expect(judgeQuality(good).value).toBeGreaterThan(0.93);
    expect(
      judgeQuality({ ...good, side: 4000, sharpness: 0, turn: 0, misfit: 0, unsteadiness: 0 }).value,
    ).toBeLessThan(1);
  });

  it('decreases monotonically as any measure worsens', () => {
    const worse: Record<keyof QualityMeasures, number[]> = {
      side: [200, 100, 40, 20, 15, 10, 5],
      sharpness: [-5, -12, -18, -20, -25, -40, -60],
      turn: [0, 20, 40, 50, 70, 90],
      misfit: [0, 0.03, 0.06, 0.1, 0.3],
      unsteadiness: [0, 0.03, 0.05, 0.1, 0.2],
    };
    for (const [measure, values] of Object.entries(worse)) {
      const qualities = values.map((value) => judgeQuality({ ...good, [measure]: value }).value);
      expect(qualities, measure).toEqual(qualities.toSorted((a, b) => b - a));
      expect(qualities.at(-1), measure).toBeLessThan(leastGoodQuality);
    }
  });

  it('names the weakness of a low-quality face', () => {
    const weakness = (measures: Partial<QualityMeasures>) => judgeQuality({ ...good, ...measures }).weakness;
    expect(weakness({ side: 10 })).toBe('too-small');
    expect(weakness({ side: 15, sharpness: -25, unsteadiness: 0.1 })).toBe('too-small');
    expect(weakness({ sharpness: -28, unsteadiness: 0.1 })).toBe('blurred');
    expect(weakness({ turn: 65, unsteadiness: 0.1 })).toBe('turned-away');
    expect(weakness({ unsteadiness: 0.1 })).toBe('unsure');
    expect(weakness({ misfit: 0.25 })).toBe('unsure');
  });
});

/** A chip of random grey squares. */
async function patterned(squares: number): Promise<Pixels> {
  const values = Buffer.from(Array.from({ length: squares ** 2 }, (_, i) => (i * 7919) % 256));
  const image = sharp(values, { raw: { width: squares, height: squares, channels: 1 } })
    .resize(sharpnessFrame.size, sharpnessFrame.size, { kernel: 'nearest' })
    .toColourspace('srgb');
  return pixelsOf(image);
}

const blurred = (picture: Pixels, sigma: number): Promise<Pixels> => pixelsOf(imageOf(picture).blur(sigma));

describe('sharpness', () => {
  it('falls as a picture is blurred, and does not depend on its light and contrast', async () => {
    const chip = await patterned(40);
    const sharpest = sharpnessOf(chip);
    let last = sharpest;
    for (const sigma of [1, 2, 4, 8]) {
      const blurrier = sharpnessOf(await blurred(chip, sigma));
      expect(blurrier).toBeLessThan(last);
      last = blurrier;
    }
    const pale = { ...chip, data: chip.data.map((value) => 100 + value / 4) };
    expect(Math.abs(sharpnessOf(pale) - sharpest)).toBeLessThan(0.3);
  });

  it('has the minimum value for one uniform colour', () => {
    const { size } = sharpnessFrame;
    const grey = { data: new Uint8Array(size * size * 3).fill(128), width: size, height: size };
    expect(sharpnessOf(grey)).toBe(-60);
  });
});

describe('turn', () => {
  /** The mean face with the tip of its nose moved, relative to the mean face's side. */
  const withNose = (x: number, y: number) => {
    const landmarks = meanFaceLandmarks();
    landmarks[60]! += x;
    landmarks[61]! += y;
    return turnOf(landmarks);
  };

  it('is almost 0 for the mean face', () => {
    expect(withNose(0, 0)).toBeLessThan(3);
  });

  it('grows symmetrically to both sides, up and down', () => {
    expect(withNose(0.2, 0)).toBeGreaterThan(withNose(0.1, 0));
    expect(withNose(0.2, 0)).toBeCloseTo(withNose(-0.2, 0), 0);
    expect(withNose(0, 0.15)).toBeGreaterThan(15);
    expect(withNose(0, -0.15)).toBeGreaterThan(15);
    expect(withNose(0.25, 0)).toBeGreaterThan(40);
  });
});
