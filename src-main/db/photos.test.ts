import { beforeEach, expect, it } from 'vitest';
import { putFile } from './files.ts';
import { openForWriting, type WritableDb } from './open.ts';
import { getPhotos, insertPhoto, listPhotos, putDate, updateRecognised } from './photos.ts';

let db: WritableDb;

/** Stores a recognised photo; returns its id. */
function store(takenAt: string | null, offset: number | null = null): number {
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(1 + db.prepare<[], number>('SELECT count(*) FROM photos').pluck().get()!);
  const id = insertPhoto(db, hash, 1);
  putFile(db, `/photos/${id}.jpg`, id, { bytes: 1, modifiedMs: 1, changedMs: 1 });
  updateRecognised(db, id, { width: 4, height: 3, orientation: 1, takenAt, pipelineVersion: 1 });
  if (takenAt !== null && offset !== null) putDate(db, id, { takenAt, offset, from: 'exif' });
  return id;
}

const listed = (offset = 0, limit = 100) => listPhotos(db, offset, limit).map(({ id }) => id);

beforeEach(() => {
  db = openForWriting(':memory:');
});

it('lists the newest photo first, of one moment the one that came last, and those without a date last', () => {
  const undated = store(null);
  const middle = store('2020-06-01T12:00:00');
  const old = store('1999-01-01T00:00:00');
  const later = store(null);
  const young = store('2024-02-29T08:00:00');
  const same = store('2020-06-01T12:00:00');
  const expected = [young, same, middle, old, later, undated];
  expect(listed()).toEqual(expected);
  expect([...listed(0, 4), ...listed(4, 4)]).toEqual(expected);
  expect(getPhotos(db, [old, undated, young, middle]).map(({ id }) => id)).toEqual([
    young,
    middle,
    old,
    undated,
  ]);
});

it('goes by the moment where the clocks of two photos are of two places', () => {
  // Noon in New York is after noon in Tokyo of that day, and before a quarter past five in London.
  const newYork = store('2021-07-01T12:00:00', -4 * 60);
  const tokyo = store('2021-07-01T12:00:00', 9 * 60);
  const london = store('2021-07-01T17:15:00', 60);
  expect(listed()).toEqual([london, newYork, tokyo]);
});
