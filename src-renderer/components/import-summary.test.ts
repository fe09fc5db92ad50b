import { expect, test } from 'vitest';
import type { ImportProgress } from '../../src-main/contract/models.ts';
import { summaryOf } from './import-summary.ts';

const over: ImportProgress = {
  state: 'done',
  photos: 0,
  faces: 0,
  skipped: 0,
  failed: 0,
  remaining: 0,
  photosPerSecond: 0,
  secondsLeft: null,
  seconds: 31,
  problem: null,
};

test.each([
  [{ photos: 6, faces: 20 }, ['6 photos added with 20 faces, in 31 seconds']],
  [
    { photos: 1, faces: 1, skipped: 1 },
    ['1 photo added with 1 face, in 31 seconds', '1 photo was already in the library'],
  ],
  [{ skipped: 6 }, ['Nothing new: 6 photos were already in the library']],
  [{ skipped: 1 }, ['Nothing new: that photo was already in the library']],
  [{}, ['There were no photos in there']],
  [{ failed: 2 }, []],
])('%o', (counts, text) => {
  expect(summaryOf({ ...over, ...counts })).toEqual(text);
});
