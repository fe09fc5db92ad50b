import { describe, expect, it } from 'vitest';
import { evaluateDetection, matchDetections } from './detection.ts';

/** A square of side 10 whose left edge is at x. */
const at = (x: number) => ({ left: x, top: 0, right: x + 10, bottom: 10 });
const marked = (x: number, ignore = false) => ({ ...at(x), ignore });
const detected = (x: number, score: number) => ({ ...at(x), score });

describe('matching', () => {
  it('asks for half of the union (a shift by a third of the side)', () => {
    expect(matchDetections({ marked: [marked(0)], detected: [detected(3.3, 1)] }).missed).toEqual([]);
    expect(matchDetections({ marked: [marked(0)], detected: [detected(3.4, 1)] }).missed).toHaveLength(1);
  });

  it('lets one face be found once, by the surest', () => {
    const { judged } = matchDetections({
      marked: [marked(0)],
      detected: [detected(0, 0.8), detected(1, 0.9)],
    });
    expect(judged.map(({ detection, right }) => [detection.score, right])).toEqual([
      [0.9, true],
      [0.8, false],
    ]);
  });

  it('takes the face that overlaps most', () => {
    const { missed } = matchDetections({ marked: [marked(0), marked(4)], detected: [detected(3, 0.9)] });
    expect(missed).toEqual([marked(0)]);
  });

  it('counts ignored faces neither for nor against', () => {
    const photo = { marked: [marked(0, true), marked(50)], detected: [detected(1, 0.9), detected(50, 0.8)] };
    expect(evaluateDetection([photo])).toMatchObject({ boxes: 1, recall: 1, precision: 1 });
    expect(evaluateDetection([{ ...photo, detected: [] }])).toMatchObject({ boxes: 1, recall: 0 });
  });
});

describe('recall, precision and average precision', () => {
  it('are perfect, or nothing', () => {
    const found = [{ marked: [marked(0), marked(20)], detected: [detected(0, 0.9), detected(20, 0.8)] }];
    expect(evaluateDetection(found)).toEqual({
      photos: 1,
      boxes: 2,
      recall: 1,
      precision: 1,
      averagePrecision: 1,
    });
    const nothing = [{ marked: [marked(0)], detected: [] }];
    expect(evaluateDetection(nothing)).toMatchObject({ recall: 0, precision: 1, averagePrecision: 0 });
  });

  it('follow the order of confidence over all photos', () => {
    // Right, wrong, right, wrong of 4 faces: precision 1 up to recall 1/4, then 2/3 up to 2/4.
    const photos = [
      { marked: [marked(0), marked(20)], detected: [detected(0, 0.9), detected(70, 0.6)] },
      { marked: [marked(0), marked(20)], detected: [detected(0, 0.7), detected(70, 0.8)] },
    ];
    const { recall, precision, averagePrecision } = evaluateDetection(photos);
    expect([recall, precision]).toEqual([0.5, 0.5]);
    expect(averagePrecision).toBeCloseTo(1 / 4 + 2 / 3 / 4, 12);
  });

  it('use the best precision at any greater recall', () => {
    // Wrong, right, right: precision 1/2 at the first right one, 2/3 at the second.
    const photo = {
      marked: [marked(0), marked(20)],
      detected: [detected(70, 0.9), detected(0, 0.8), detected(20, 0.7)],
    };
    expect(evaluateDetection([photo]).averagePrecision).toBeCloseTo(2 / 3, 12);
  });

  it('stay numbers where no face is marked', () => {
    expect(evaluateDetection([{ marked: [], detected: [] }])).toMatchObject({
      recall: 1,
      averagePrecision: 1,
    });
    expect(evaluateDetection([{ marked: [], detected: [detected(0, 0.9)] }])).toMatchObject({
      recall: 1,
      precision: 0,
      averagePrecision: 1,
    });
  });
});
