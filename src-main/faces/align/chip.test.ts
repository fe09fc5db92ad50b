import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../photos/pixels.ts';
import { chipToPhoto, cutChip, trainedFrame, mirror } from './chip.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { apply, fitSimilarity, invert } from './similarity.ts';

const turn = { a: 1.2 * Math.cos(0.4), b: 1.2 * Math.sin(0.4), tx: 30, ty: -12 };

/** A picture with x as red and y as green. */
function ramp(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([x, y, 77], 3 * (y * width + x));
  return { data, width, height };
}

/** 68 landmarks that fit the transformed targets of a frame exactly. */
function landmarksIn(transform: typeof turn): number[] {
  const targets = chipTargets(trainedFrame.size, trainedFrame.padding);
  const landmarks = new Array<number>(136).fill(0);
  const places = stablePoints(Array.from({ length: 136 }, (_, i) => i));
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = apply(transform, targets[i]!, targets[i + 1]!);
    landmarks[places[i]!] = x;
    landmarks[places[i + 1]!] = y;
  }
  return landmarks;
}

describe('similarity', () => {
  it('is recovered from the points it mapped', () => {
    const from = [0, 0, 10, 0, 3, 7, -4, 2];
    const to = from.flatMap((_, i) => (i % 2 ? [] : apply(turn, from[i]!, from[i + 1]!)));
    const found = fitSimilarity(from, to);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(found[key]).toBeCloseTo(turn[key], 10);
  });

  it('is undone by its inverse', () => {
    const [x, y] = apply(turn, 5, 6);
    const [u, v] = apply(invert(turn), x, y);
    expect([u, v]).toEqual([expect.closeTo(5, 10), expect.closeTo(6, 10)]);
  });
});

describe('chip', () => {
  it('uses 33 of the 68 landmarks: no jaw, no brows, no lower lip', () => {
    expect(stablePoints(new Float32Array(136))).toHaveLength(2 * 33);
  });

  it('recovers position, scale and rotation of the face', () => {
    const found = chipToPhoto(landmarksIn(turn), trainedFrame);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(found[key]).toBeCloseTo(turn[key], 6);
  });

  it('copies pixels if the transform is a translation', () => {
    const chip = cutChip(ramp(200, 200), landmarksIn({ a: 1, b: 0, tx: 20, ty: 10 }), trainedFrame);
    expect([...chip.data.subarray(0, 3)]).toEqual([20, 10, 77]);
    const at = 3 * (100 * chip.width + 40);
    expect([...chip.data.subarray(at, at + 3)]).toEqual([60, 110, 77]);
  });

  it('averages over the area of a pixel when shrinking', () => {
    const checkers = ramp(300, 300);
    for (let i = 0; i < checkers.data.length; i += 3) {
      const pixel = i / 3;
      checkers.data.fill((pixel + Math.floor(pixel / 300)) % 2 ? 255 : 0, i, i + 3);
    }
    const chip = cutChip(checkers, landmarksIn({ a: 2, b: 0, tx: 0, ty: 0 }), trainedFrame);
    for (const value of chip.data) expect(value).toBeCloseTo(127.5, -1);
  });

  it('mirrors the photo beyond its edge, and repeats the border further out', () => {
    const chip = cutChip(ramp(100, 100), landmarksIn({ a: 1, b: 0, tx: -30, ty: 0 }), trainedFrame);
    expect([...chip.data.subarray(0, 3)]).toEqual([30, 0, 77]);
    expect([...chip.data.subarray(3 * 30, 3 * 30 + 3)]).toEqual([0, 0, 77]);
    expect([...chip.data.subarray(3 * 140, 3 * 140 + 3)]).toEqual([88, 0, 77]);
    const far = cutChip(ramp(50, 50), landmarksIn({ a: 1, b: 0, tx: -200, ty: 0 }), trainedFrame);
    expect(far.data[0]).toBe(49);
  });

  it('is unchanged when mirrored twice', () => {
    const picture = ramp(9, 4);
    expect(mirror(mirror(picture))).toEqual(picture);
    expect(mirror(picture).data[0]).toBe(8);
  });
});
