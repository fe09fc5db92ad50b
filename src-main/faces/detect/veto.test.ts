import { describe, expect, it } from 'vitest';
import type { Candidate } from './detect.ts';
import { fitMeanFace } from '../align/mean-face-fit.ts';
import { meanFaceLandmarks } from '../align/test-landmarks.ts';
import { judge, vouchedFor } from './veto.ts';

const candidate: Candidate = {
  left: 100,
  top: 100,
  right: 200,
  bottom: 230,
  score: 0.75,
  second: 0.1,
  weak: false,
};
/** The mean face over the candidate's box, filling the given part of it. */
const filling = (part: number) => {
  const side = part * Math.sqrt(100 * 130);
  return meanFaceLandmarks(side).map((value, k) => value + (k % 2 === 0 ? 110 : 120));
};
/**
 * The mean face that fills the candidate's box, with every other landmark shifted along x and the rest against it, so that
 * its misfit is this.
 */
const warped = (misfit: number) => {
  const by = (part: number) =>
    filling(0.75).map((value, k) => (k % 2 === 0 ? value + (k % 4 === 0 ? part : -part) : value));
  let [low, high] = [0, 100];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (fitMeanFace(by(middle)).misfit < misfit) low = middle;
    else high = middle;
  }
  return by(low);
};
const photo = { width: 1000, height: 1000 };

describe('the landmarks', () => {
  it('have a veto if the detector is not certain', () => {
    expect(judge(candidate, filling(0.75))).toBe('face');
    expect(judge(candidate, filling(0.5))).toBe('none');
    expect(judge({ ...candidate, score: 0.95 }, filling(0.5))).toBe('face');
  });

  it('have a veto where they do not lie as in a face, however well they fill the box', () => {
    expect(judge(candidate, warped(0.1))).toBe('face');
    expect(judge(candidate, warped(0.12))).toBe('none');
    expect(judge({ ...candidate, score: 0.95 }, warped(0.12))).toBe('face');
    const weak = { ...candidate, score: 0.3, second: 0, weak: true };
    expect(judge(weak, warped(0.055))).toBe('ask');
    expect(judge(weak, warped(0.065))).toBe('none');
  });

  it('are overruled by two confident looks at an upright face', () => {
    const profile = { ...candidate, score: 0.85, second: 0.7 };
    expect(judge(profile, filling(0.5))).toBe('face');
    expect(judge({ ...profile, second: 0.5 }, filling(0.5))).toBe('none');
    expect(judge({ ...profile, right: 250 }, filling(0.5))).toBe('none');
  });

  it('must confirm a weak candidate and be steady', () => {
    const weak = { ...candidate, score: 0.3, second: 0, weak: true };
    expect(judge(weak, filling(0.75))).toBe('ask');
    expect(judge(weak, filling(0.95))).toBe('none');
    expect(judge(weak, filling(0.5))).toBe('none');
    expect(vouchedFor(weak, 0.03, photo)).toBe(true);
    expect(vouchedFor(weak, 0.06, photo)).toBe(false);
    const wide = { ...weak, right: 260 };
    expect(vouchedFor(wide, 0.03, photo)).toBe(false);
    expect(vouchedFor({ ...wide, left: -10 }, 0.03, photo)).toBe(true);
  });
});
