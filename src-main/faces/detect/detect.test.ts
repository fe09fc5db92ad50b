import { describe, expect, it } from 'vitest';
import type { Detection } from '../boxes.ts';
import { agree } from './detect.ts';
import type { Pass } from './look.ts';

const face = (left: number, side: number, score: number): Detection => ({
  left,
  top: 100,
  right: left + side,
  bottom: 100 + side,
  score,
});
const pass = (scale: number, ...detections: Detection[]): Pass => ({ scale, detections });
const sureOf = (passes: Pass[]) => agree(passes).filter(({ weak }) => !weak);

describe('what several passes saw', () => {
  it('is a face if one pass is certain or two agree', () => {
    expect(sureOf([pass(0.25, face(100, 80, 0.95))])).toHaveLength(1);
    expect(sureOf([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(300, 80, 0.6))])).toEqual([]);
    expect(sureOf([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(104, 80, 0.5))])).toHaveLength(1);
    expect(sureOf([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(104, 80, 0.3))])).toEqual([]);
    expect(sureOf([pass(0.25, face(100, 80, 0.6), face(104, 80, 0.5))])).toEqual([]);
    expect(sureOf([])).toEqual([]);
  });

  it('has the highest confidence, the clearest box, and the second confidence', () => {
    const small = face(100, 400, 0.95);
    const clear = face(104, 400, 0.8);
    expect(agree([pass(1, small), pass(0.32, clear)])).toEqual([
      { ...clear, score: 0.95, second: 0.8, weak: false },
    ]);
  });

  it('is weak if no pass is certain, and never replaces a certain face', () => {
    const weak = face(300, 80, 0.6);
    const passes = [
      pass(0.25, face(100, 80, 0.42)),
      pass(0.5, face(104, 80, 0.41), face(110, 130, 0.6), weak),
    ];
    expect(agree(passes)).toMatchObject([
      { left: 104, weak: false },
      { ...weak, second: 0, weak: true },
    ]);
    expect(agree([pass(1, face(100, 80, 0.1))])).toEqual([]);
  });

  it('leaves out faces below the minimum size', () => {
    expect(agree([pass(1, face(100, 15, 0.99))])).toEqual([]);
    expect(agree([pass(1, face(100, 16, 0.99))])).toHaveLength(1);
    expect(agree([pass(1, face(100, 9, 0.99))], 8)).toHaveLength(1);
  });
});
