import { expect, test } from 'vitest';
import type { ImportProgress } from '../../../src-main/contract/models.ts';
import { summaryOf } from './import-summary.ts';

const over: ImportProgress = {
  state: 'done',
  films: 0,
  photos: 0,
  faces: 0,
  skipped: 0,
  failed: 0,
  missing: 0,
  returned: 0,
  moved: 0,
  updated: 0,
  leftOut: {},
  offline: [],
  unreadable: [],
  quiet: false,
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
  [
    { skipped: 3, missing: 2, moved: 1, returned: 1, updated: 4 },
    [
      'Nothing new: 3 photos were already in the library',
      '2 photos are missing: their files are gone',
      '1 photo was moved',
      '1 photo is back',
      '4 photos were changed by other programs',
    ],
  ],
  [{ missing: 1 }, ['1 photo is missing: its file is gone']],
  [
    { photos: 1, faces: 0, leftOut: { thumbnails: 3, excluded: 1 } },
    [
      '1 photo added with 0 faces, in 31 seconds',
      '4 left out: 3 thumbnails of other programs, 1 excluded by you',
    ],
  ],
  [
    { offline: ['/media/disk/Photos'], unreadable: ['/photos/a', '/photos/b'] },
    ['/media/disk/Photos is not there: its photos stay as they are', '2 folders could not be read'],
  ],
])('%o', (counts, text) => {
  expect(summaryOf({ ...over, ...counts })).toEqual(text);
});
