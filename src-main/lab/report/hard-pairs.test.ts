import { describe, expect, it } from 'vitest';
import { hardest, judge, leastShown, mostWrong } from './hard-pairs.ts';

const fold = (number: number, threshold: number) => ({ fold: number, threshold, pairs: 1, accuracy: 1 });
const folds = [fold(0, 0.4), fold(1, 0.5)];
const pair = (same: boolean, distance: number | null, of = 0) => ({ same, distance, fold: of });

describe('hard pairs', () => {
  it('are judged by their own fold; those without a face are not judged', () => {
    const pairs = [
      pair(true, 0.45),
      pair(true, 0.45, 1),
      pair(false, 0.4),
      pair(false, 0.41),
      pair(true, null),
    ];
    const judged = judge(pairs, folds);
    expect(judged.map(({ right }) => right)).toEqual([false, true, false, true]);
    expect(judged.map(({ excess }) => expect.closeTo(excess, 9))).toEqual([0.05, -0.05, 0, -0.01]);
  });

  it('are the misjudged, the worst first, and then those nearest to it', () => {
    const pairs = [0.41, 0.2, 0.39, 0.6, 0.1, 0.3].map((distance) => pair(true, distance));
    const { wrongCount, wrong, close } = hardest(judge([...pairs, pair(false, 0.1)], folds), true);
    expect(wrongCount).toBe(2);
    expect(wrong.map(({ distance }) => distance)).toEqual([0.6, 0.41]);
    expect(close.map(({ distance }) => distance)).toEqual([0.39, 0.3, 0.2, 0.1]);
    const different = [0.9, 0.1, 0.38].map((distance) => pair(false, distance));
    const strangers = hardest(judge(different, folds), false);
    expect(strangers.wrong.map(({ distance }) => distance)).toEqual([0.1, 0.38]);
    expect(strangers.close.map(({ distance }) => distance)).toEqual([0.9]);
  });

  it('are bounded, with the number of all', () => {
    const many = Array.from({ length: 500 }, (_, i) => pair(true, 0.5 + i / 1000));
    const { wrongCount, wrong, close } = hardest(judge(many, folds), true);
    expect([wrongCount, wrong.length, close.length]).toEqual([500, mostWrong, 0]);
    const right = Array.from({ length: 500 }, () => pair(true, 0.1));
    expect(hardest(judge(right, folds), true).close).toHaveLength(leastShown);
  });
});
