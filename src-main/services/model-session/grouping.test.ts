import { beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { readGrouping, startingGrouping, writeGrouping } from './grouping.ts';
import { storePhoto } from './test-faces.ts';

let db: WritableDb;
const store = (faces: number) =>
  storePhoto(
    db,
    Array.from({ length: faces }, (_, variation) => ({ person: 1 + variation, variation })),
  );

beforeEach(() => {
  db = openForWriting(':memory:');
});

it('starts a library of under 200 faces with everyone in view, and a larger one with who was met twice', () => {
  expect(startingGrouping(db)).toEqual({ distance: 0.28, minFaces: 1 });
  store(199);
  expect(startingGrouping(db)).toEqual({ distance: 0.28, minFaces: 1 });
  store(1);
  expect(startingGrouping(db)).toEqual({ distance: 0.28, minFaces: 2 });
  expect(readGrouping(db)).toEqual({ distance: 0.28, minFaces: 2 });
});

it('starts with the grouping that was chosen, however small the library is', () => {
  store(3);
  writeGrouping(db, { distance: 0.4, minFaces: 5 });
  expect(startingGrouping(db)).toEqual({ distance: 0.4, minFaces: 5 });
});
