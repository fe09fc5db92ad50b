import { describe, expect, it } from 'vitest';
import { compareRates } from './comparison.ts';

describe('compareRates', () => {
  it('sets our rate against each of theirs', () => {
    const wholePhotos = { side: 4000, faces: 30, photosPerSecond: 0.5 };
    const workingSize = { side: 2048, faces: 31, photosPerSecond: 2 };
    const timed = { with: 'another', photos: 6, wholePhotos, workingSize };
    expect(compareRates(timed, 4)).toEqual({
      with: 'another',
      photos: 6,
      wholePhotos: { ...wholePhotos, ratio: 8 },
      workingSize: { ...workingSize, ratio: 2 },
    });
  });
});
