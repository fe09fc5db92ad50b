import { putDate } from '../../db/photos.ts';
import { beforeEach, expect, it } from 'vitest';
import type { PhotoQuery } from '../../contract/search.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { People } from '../people/people.ts';
import { findPhotos } from './find-photos.ts';
import { storePhoto } from '../model-session/test-faces.ts';

let db: WritableDb;
let people: People;

let variation = 0;
const of = (...who: number[]) => who.map((person) => ({ person, variation: ++variation }));
const takenAt = (id: number, when: string) => putDate(db, id, { takenAt: when, offset: null, from: 'exif' });

/** Anna (c1), Ben (c2) and Cleo (c6) in photos 1: Anna and Ben, 2: Anna, 3: Ben, 4: Anna and Cleo, 5: nobody. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (const who of [of(1, 2), of(1), of(2), of(1, 3), []]) storePhoto(db, who);
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  takenAt(1, '2020-05-31T23:59:59');
  takenAt(2, '2020-06-01T00:00:00');
  takenAt(3, '2020-06-02T12:00:00');
});

async function found(asked: Partial<PhotoQuery>): Promise<number[]> {
  const nothing = { all: [], any: [], without: [], from: null, to: null };
  const { photos, total } = await findPhotos(db, people, {
    ...nothing,
    distance: 0.5,
    offset: 0,
    limit: 10,
    ...asked,
  });
  if (asked.limit === undefined) expect(total).toBe(photos.length);
  return photos.map(({ id }) => id);
}

it('finds everything, newest first and undated last, where nothing is asked for', async () => {
  expect(await found({})).toEqual([3, 2, 1, 5, 4]);
});

it('finds photos of all, of any and without people, named or not', async () => {
  expect(await found({ all: ['c1'] })).toEqual([2, 1, 4]);
  expect(await found({ all: ['c1', 'c2'] })).toEqual([1]);
  expect(await found({ any: ['c2', 'c6'] })).toEqual([3, 1, 4]);
  expect(await found({ all: ['c1'], any: ['c2', 'c6'] })).toEqual([1, 4]);
  expect(await found({ all: ['c1'], without: ['c2'] })).toEqual([2, 4]);
  expect(await found({ without: ['c1'] })).toEqual([3, 5]);
  expect(await found({ all: ['c2', 'c6'] })).toEqual([]);
  const { result: anna } = await new Corrections(db, people, () => 1).name('c1', 'Anna', 0.5);
  expect(await found({ all: [anna, 'c2'] })).toEqual([1]);
});

it('takes both days whole, by the clock of the camera, and no photo without a date', async () => {
  expect(await found({ from: '2020-06-01' })).toEqual([3, 2]);
  expect(await found({ to: '2020-06-01' })).toEqual([2, 1]);
  expect(await found({ from: '2020-06-01', to: '2020-06-01' })).toEqual([2]);
  expect(await found({ all: ['c1'], from: '2000-01-01' })).toEqual([2, 1]);
  expect(await found({ from: '2020-06-03' })).toEqual([]);
});

it('leaves out faces that are none, and gives pages', async () => {
  await new Corrections(db, people, () => 1).dismiss([6], 0.5);
  await expect(found({ all: ['c6'] })).rejects.toMatchObject({ code: 'not-found' });
  expect(await found({ offset: 1, limit: 2 })).toEqual([2, 1]);
});
