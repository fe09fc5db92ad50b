import { describe, expect, it } from 'vitest';
import { iou, suppressOverlaps } from './boxes.ts';

const square = (left: number, top: number, side: number, score = 1) => ({
  left,
  top,
  right: left + side,
  bottom: top + side,
  score,
});

describe('boxes', () => {
  it('computes IoU from 0 to 1', () => {
    expect(iou(square(0, 0, 10), square(20, 20, 10))).toBe(0);
    expect(iou(square(0, 0, 10), square(0, 0, 10))).toBe(1);
    expect(iou(square(0, 0, 10), square(5, 0, 10))).toBeCloseTo(1 / 3);
    expect(iou(square(0, 0, 0), square(0, 0, 0))).toBe(0);
  });

  it('keeps the most confident of several boxes of one face', () => {
    const weak = square(1, 1, 10, 0.8);
    const strong = square(0, 0, 10, 0.9);
    const other = square(50, 50, 10, 0.7);
    expect(suppressOverlaps([weak, other, strong], 0.4, 0.8)).toEqual([strong, other]);
    expect(suppressOverlaps([], 0.4, 0.8)).toEqual([]);
  });

  it('drops a part of a face inside the whole one', () => {
    const face = square(0, 0, 40, 0.9);
    const nose = square(12, 12, 14, 0.95);
    expect(suppressOverlaps([face, nose], 0.4, 0.8)).toEqual([nose]);
    expect(suppressOverlaps([face, { ...nose, score: 0.5 }], 0.4, 0.8)).toEqual([face]);
  });
});
