import { describe, expect, it } from 'vitest';
import type { Candidate } from './detect.ts';
import { meanFaceLandmarks } from './test-landmarks.ts';
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
const photo = { width: 1000, height: 1000 };

describe('the landmarks', () => {
  it('have a veto if the detector is not certain', () => {
    expect(judge(candidate, filling(0.75))).toBe('face');
    expect(judge(candidate, filling(0.5))).toBe('none');
    expect(judge({ ...candidate, score: 0.95 }, filling(0.5))).toBe('face');
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
