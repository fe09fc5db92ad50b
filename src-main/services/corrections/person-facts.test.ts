import { beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listKnownPeople } from '../../db/people.ts';
import { readHistory } from '../../edits/edit-log.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { storePhoto } from '../model-session/test-faces.ts';
import { People } from '../people/people.ts';
import { Corrections } from './corrections.ts';
import { setBirth, setFavourite } from './person-facts.ts';

const distance = 0.5;
let db: WritableDb;
let people: People;
let corrections: Corrections;

/** Faces 1 and 2 are one person's, face 3 another's. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (const variation of [1, 2]) storePhoto(db, [{ person: 1, variation }]);
  storePhoto(db, [{ person: 2, variation: 1 }]);
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});

const facts = () => listKnownPeople(db).map(({ name, favourite, birth }) => [name, favourite, birth]);
const lastSummary = () => readHistory(db, 1).edits[0]?.summary;

it('makes a group a favourite for good, and takes it back', async () => {
  expect((await setFavourite(db, corrections, { id: 'c1', on: true, distance })).result).toBe('p1');
  expect(facts()).toEqual([[null, true, null]]);
  expect(lastSummary()).toEqual({ kind: 'favoured', name: null, on: true });
  await corrections.undo();
  expect(facts()).toEqual([]);
  await corrections.redo();
  expect(facts()).toEqual([[null, true, null]]);
});

it('keeps a date of birth as far as it is known, and shows it with the person', async () => {
  await corrections.name('c1', 'Anna', distance);
  for (const date of ['1987', '1987-05', '1987-05-04', null]) {
    await setBirth(db, corrections, { id: 'p1', date, distance });
    expect((await people.get('p1', distance)).birth).toBe(date);
    expect(lastSummary()).toEqual({ kind: 'born', name: 'Anna', date });
  }
  await corrections.undo();
  expect((await people.owners(distance)).get(1)).toMatchObject({ name: 'Anna', birth: '1987-05-04' });
});

it('refuses a birth in the future, and one to the minute', () => {
  for (const date of ['9999', '1987-05-04T10:00', '1987-02-30']) {
    expect(() => setBirth(db, corrections, { id: 'c1', date, distance })).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    );
  }
});

it('keeps what was said of both when two people are merged', async () => {
  await corrections.name('c1', 'Anna', distance);
  await setFavourite(db, corrections, { id: 'c3', on: true, distance });
  await setBirth(db, corrections, { id: 'p2', date: '1987', distance });
  await corrections.merge(['p1', 'p2'], distance);
  expect(facts()).toEqual([['Anna', true, '1987']]);
});

it('takes back a name that was given before there were favourites', async () => {
  await corrections.name('c1', 'Anna', distance);
  const older = `UPDATE edits SET changes = replace(replace(changes, ',"favourite":0', ''), ',"birth":null', '')`;
  expect(db.prepare(older).run().changes).toBe(1);
  await corrections.undo();
  await corrections.redo();
  expect(facts()).toEqual([['Anna', false, null]]);
});
