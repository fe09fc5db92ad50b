import { describe, expect, it } from 'vitest';
import type { Detection } from './boxes.ts';
import { agree, closerLook, type Pass } from './detect.ts';

const face = (left: number, side: number, score: number): Detection => ({
  left,
  top: 100,
  right: left + side,
  bottom: 100 + side,
  score,
});
const pass = (scale: number, ...detections: Detection[]): Pass => ({ scale, detections });

describe('what several passes saw', () => {
  it('counts where one is sure or two agree', () => {
    expect(agree([pass(0.25, face(100, 80, 0.95))])).toHaveLength(1);
    expect(agree([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(300, 80, 0.6))])).toEqual([]);
    expect(agree([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(104, 80, 0.5))])).toHaveLength(1);
    expect(agree([pass(0.25, face(100, 80, 0.6)), pass(0.5, face(104, 80, 0.3))])).toEqual([]);
    expect(agree([pass(0.25, face(100, 80, 0.6), face(104, 80, 0.5))])).toEqual([]);
    expect(agree([])).toEqual([]);
  });

  it('takes the confidence of the surest and the box of the clearest', () => {
    const small = face(100, 400, 0.95);
    const clear = face(104, 400, 0.8);
    expect(agree([pass(1, small), pass(0.32, clear)])).toEqual([{ ...clear, score: 0.95 }]);
  });

  it('leaves out faces too small to tell apart', () => {
    expect(agree([pass(1, face(100, 15, 0.99))])).toEqual([]);
    expect(agree([pass(1, face(100, 16, 0.99))])).toHaveLength(1);
  });
});

describe('a closer look', () => {
  const photo = { width: 2048, height: 1024, data: new Uint8Array() };

  it('goes where small traces are, with room around them', () => {
    const close = closerLook(photo, pass(0.25, face(1000, 40, 0.3), face(1400, 60, 0.2), face(50, 80, 0.9)));
    expect(close).toEqual({ region: { left: 960, top: 40, right: 1520, bottom: 220 }, scale: 0.5 });
  });

  it('is not taken where all is sure or large, nor where the photo has no more to show', () => {
    expect(closerLook(photo, pass(0.25))).toBeNull();
    expect(closerLook(photo, pass(0.25, face(1000, 40, 0.9)))).toBeNull();
    expect(closerLook(photo, pass(0.25, face(1000, 400, 0.3)))).toBeNull();
    expect(closerLook({ ...photo, width: 300, height: 300 }, pass(512 / 300, face(100, 20, 0.3)))).toBeNull();
  });
});
