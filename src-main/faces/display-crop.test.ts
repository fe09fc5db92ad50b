import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { type Pixels, pixelsOf } from '../photos/pixels.ts';
import { displaySquare, encodeDisplay, inDisplay, turnedChipSide } from './display-crop.ts';
import { meanFaceLandmarks } from './align/test-landmarks.ts';
import { wholeView } from './views.ts';

/** The mean face with the given side and top left corner, rotated by an angle. */
function faceAt(left: number, top: number, side: number, angle = 0): Float32Array {
  return meanFaceLandmarks().map((_, k, all) => {
    const [x, y] = [all[k - (k % 2)]! - 0.5, all[k - (k % 2) + 1]! - 0.5];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return k % 2 === 0 ? left + side * (0.5 + cos * x - sin * y) : top + side * (0.5 + sin * x + cos * y);
  });
}

/** A picture with red from 0 to 255 along x and green along y. */
function ramp(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set([(255 * x) / width, (255 * y) / height, 90], 3 * (y * width + x));
  }
  return { data, width, height };
}

describe('the square shown of a face', () => {
  const photo = { width: 1000, height: 600 };

  it('has a margin around the face at any rotation', () => {
    const { left, top, side } = displaySquare(faceAt(450, 250, 100), photo);
    expect(side).toBe(250);
    expect(left + side / 2).toBeCloseTo(500, -1);
    expect(top + side / 2).toBeGreaterThan(270);
    expect(displaySquare(faceAt(450, 250, 100, 1), photo).side).toBe(250);
  });

  it.each([
    [-20, -20, 100],
    [950, 540, 100],
    [100, 50, 500],
    [-200, -300, 900],
  ])('stays inside the photo where the face is at %i, %i and %i wide', (x, y, wide) => {
    const { left, top, side } = displaySquare(faceAt(x, y, wide), photo);
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(left + side).toBeLessThanOrEqual(photo.width);
    expect(top + side).toBeLessThanOrEqual(photo.height);
    expect(side).toBe(Math.min(Math.round(2.5 * wide), 600));
  });
});

describe('the picture of a face', () => {
  const pixels = ramp(1000, 600);
  const view = wholeView({ pixels, width: 1000, height: 600 });
  const picture = async (landmarks: Float32Array) => {
    const square = displaySquare(landmarks, pixels);
    return { square, shown: await pixelsOf(sharp(await encodeDisplay(square, view))) };
  };

  it('shows the photo unchanged: not mirrored, rotated or enlarged', async () => {
    for (const landmarks of [faceAt(-20, -20, 80), faceAt(940, 560, 80, 0.6), faceAt(300, 200, 80, -1)]) {
      const { square, shown } = await picture(landmarks);
      expect(shown).toMatchObject({ width: 200, height: 200 });
      for (const at of [5, 100, 195]) {
        expect(shown.data[3 * (100 * 200 + at)]).toBeCloseTo((255 * (square.left + at)) / 1000, -1);
        expect(shown.data[3 * (at * 200 + 100) + 1]).toBeCloseTo((255 * (square.top + at)) / 600, -1);
      }
    }
  });

  it('is bounded, and never as large as chips of older pipelines', async () => {
    expect((await picture(faceAt(200, 100, 400))).shown.width).toBe(512);
    const { square, shown } = await picture(faceAt(300, 200, turnedChipSide / 2.5));
    expect(square.side).toBe(turnedChipSide);
    expect(shown.width).toBe(turnedChipSide - 1);
  });

  it('has the landmarks at the positions from inDisplay', async () => {
    const landmarks = faceAt(850, 100, 300);
    const { square, shown } = await picture(landmarks);
    const [x, y] = firstItems(inDisplay(landmarks, square, shown), 2);
    const at = 3 * (Math.round(y) * shown.width + Math.round(x));
    expect(shown.data[at]).toBeCloseTo((255 * landmarks[0]!) / 1000, -1);
    expect(shown.data[at + 1]).toBeCloseTo((255 * landmarks[1]!) / 600, -1);
  });
});
