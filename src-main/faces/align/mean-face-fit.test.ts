import { describe, expect, it } from 'vitest';
import { fitMeanFace } from './mean-face-fit.ts';
import { meanFaceLandmarks } from './test-landmarks.ts';

describe('the mean face over landmarks', () => {
  it('fits itself at any scale, rotation and position', () => {
    const turn = Math.PI / 5;
    const [a, b] = [40 * Math.cos(turn), 40 * Math.sin(turn)];
    const landmarks = meanFaceLandmarks().map((_, k, all) => {
      const [x, y] = [all[k - (k % 2)]!, all[k - (k % 2) + 1]!];
      return k % 2 === 0 ? a * x - b * y + 300 : b * x + a * y - 7;
    });
    const { side, misfit } = fitMeanFace(landmarks);
    expect(side).toBeCloseTo(40, 3);
    expect(misfit).toBeCloseTo(0, 5);
  });

  it('has a larger misfit for less face-like landmarks', () => {
    const shifted = (by: number) =>
      fitMeanFace(meanFaceLandmarks().map((at, k) => at + (k % 4 === 0 ? by : 0))).misfit;
    expect(shifted(0.05)).toBeGreaterThan(0.01);
    expect(shifted(0.1)).toBeCloseTo(2 * shifted(0.05), 2);
  });
});
