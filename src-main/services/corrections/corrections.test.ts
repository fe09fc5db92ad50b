import { beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { listApart, listDismissed, listRejections } from '../../db/corrections.ts';
import { countFaces } from '../../db/faces.ts';
import { labelledFaces, listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { getPerson, listKnownPeople, listPeople } from '../../db/people.ts';
import { readHistory } from '../../edits/edit-log.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from './corrections.ts';
import { listNoFaces, restoreFaces } from './dismissed.ts';
import { People } from '../people/people.ts';
import { describePhoto } from '../files/photos.ts';
import { readGrouping } from '../model-session/grouping.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const [anna, ben, cleo] = [1, 2, 3];
const at = 0.5;

let db: WritableDb;
let people: People;
let corrections: Corrections;
let edited: number;

/** Faces 1, 3, 5 and 7 are Anna's, 2 and 4 Ben's, 6 Cleo's, each person once in a photo. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (const variation of [1, 2]) {
    storePhoto(db, [
      { person: anna, variation },
      { person: ben, variation },
    ]);
  }
  storePhoto(db, [
    { person: anna, variation: 3 },
    { person: cleo, variation: 1 },
  ]);
  storePhoto(db, [{ person: anna, variation: 4 }]);
  edited = 0;
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => ++edited);
});

const facesOf = async (id: string) => (await people.facesOf(id, at)).faceIds.toSorted((a, b) => a - b);
const lastSummary = () => readHistory(db, 1).edits[0]?.summary;
const badRequest = expect.objectContaining({ code: 'bad-request' });
const notFound = expect.objectContaining({ code: 'not-found' });

describe('merging', () => {
  it('puts clusters together as a person without a name', async () => {
    expect((await corrections.merge(['c2', 'c6'], at)).result).toBe('p1');
    expect(await facesOf('p1')).toEqual([2, 4, 6]);
    expect(getPerson(db, 1)).toMatchObject({ name: null, hidden: false });
    expect(lastSummary()).toEqual({ kind: 'merged', faces: 1, into: null });
    expect(edited).toBe(1);
  });

  it('keeps name, id, cover and corrections of the first who has a name', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.cover('p1', 5, at);
    await corrections.reject([4], 'p1', at);
    await corrections.name('c2', 'Ben', at);
    await corrections.reject([6], 'p2', at);
    expect((await corrections.merge(['c6', 'p1', 'p2'], at, true)).result).toBe('p1');
    expect(listKnownPeople(db)).toMatchObject([{ id: 1, name: 'Anna', coverFaceId: 5 }]);
    expect(labelledFaces(db, 1)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // The rejected group has been merged in since.
    expect(listRejections(db)).toEqual([]);
    expect(lastSummary()).toEqual({ kind: 'merged', faces: 3, into: 'Anna' });
  });

  it('carries over what was rejected from those who come', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.name('c2', 'Ben', at);
    await corrections.reject([6], 'p2', at);
    await corrections.merge(['p1', 'p2'], at, true);
    expect(listRejections(db)).toEqual([{ faceId: 6, personId: 1 }]);
  });

  it('takes two different people who are there', async () => {
    await expect(corrections.merge(['c1', 'c3'], at)).rejects.toEqual(badRequest);
    await expect(corrections.merge(['c1', 'c99'], at)).rejects.toEqual(notFound);
    await corrections.name('c1', 'Anna', at);
    await expect(corrections.merge(['c1', 'c2'], at)).rejects.toEqual(notFound);
    expect(readHistory(db, 9).edits).toHaveLength(1);
  });

  it('lets faces be together that were kept apart', async () => {
    await corrections.reject([7], 'c1', at);
    expect(listApart(db)).toEqual([
      [1, 7],
      [3, 7],
      [5, 7],
    ]);
    await corrections.assign([1, 7], null, '', at);
    expect(listApart(db)).toEqual([
      [3, 7],
      [5, 7],
    ]);
  });
});

describe('splitting', () => {
  it('makes two people without names of a cluster, apart at every distance', async () => {
    expect((await corrections.split('c1', [3, 7], at)).result).toEqual({ kept: 'p2', split: 'p1' });
    for (const distance of [0, at, 2]) {
      const owners = await people.owners(distance);
      expect([3, 7].map((face) => owners.get(face)!.personId)).toEqual(['p1', 'p1']);
      expect([1, 5].map((face) => owners.get(face)!.personId)).toEqual(['p2', 'p2']);
    }
    expect(lastSummary()).toEqual({ kind: 'split', faces: 2, from: null });
  });

  it('leaves name and id on the side that was not selected, and a cover with its side', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.cover('p1', 3, at);
    expect((await corrections.split('p1', [3], at)).result).toEqual({ kept: 'p1', split: 'p2' });
    expect(listKnownPeople(db)).toMatchObject([
      { id: 1, name: 'Anna', coverFaceId: null },
      { id: 2, name: null },
    ]);
    expect(await facesOf('p1')).toEqual([1, 5, 7]);
    expect(await facesOf('p2')).toEqual([3]);
  });

  it('takes some faces of the person, not all', async () => {
    await expect(corrections.split('c1', [1, 3, 5, 7], at)).rejects.toEqual(badRequest);
    await expect(corrections.split('c1', [2], at)).rejects.toEqual(badRequest);
    expect(listLabels(db)).toEqual([]);
  });
});

describe('moving faces', () => {
  it('goes to a person, a cluster, a new person, or one of that name', async () => {
    expect((await corrections.assign([4], 'c6', '', at)).result).toBe('p1');
    expect(labelledFaces(db, 1)).toEqual([4, 6]);
    expect((await corrections.assign([7], null, 'Dora', at)).result).toBe('p2');
    expect((await corrections.assign([5], null, ' dora ', at)).result).toBe('p2');
    expect((await corrections.assign([6], 'p2', '', at)).result).toBe('p2');
    expect(labelledFaces(db, 2)).toEqual([5, 6, 7]);
    expect(labelledFaces(db, 1)).toEqual([4]);
    expect(lastSummary()).toEqual({ kind: 'moved', faces: 1, to: 'Dora' });
  });

  it('does not take those along that look like them', async () => {
    await corrections.assign([4], 'c6', '', at);
    expect(listRejections(db)).toEqual([{ faceId: 2, personId: 1 }]);
    await corrections.assign([2], 'p1', '', at);
    expect(listRejections(db)).toEqual([]);
  });

  it('ends a person of whom nothing is left, and leaves behind those that were not moved', async () => {
    await corrections.name('c6', 'Cleo', at);
    await corrections.assign([6], 'c2', '', at);
    expect(listPeople(db)).toEqual([]);
    await corrections.assign([1], null, 'Anna', at);
    const [{ id }] = firstItems(listPeople(db), 1);
    expect(await facesOf(`p${id}`)).toEqual([1]);
    expect(await facesOf('c3')).toEqual([3, 5, 7]);
    await corrections.assign([1], null, 'Eve', at);
    expect(listPeople(db).map(({ name }) => name)).toEqual(['Eve']);
  });

  it('refuses faces that are not there, and a name for somebody who is', async () => {
    await expect(corrections.assign([99], null, '', at)).rejects.toEqual(notFound);
    await expect(corrections.assign([1], 'c2', 'Ben', at)).rejects.toEqual(badRequest);
  });
});

describe('rejecting', () => {
  it('takes a label away and remembers the face as not the person', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.reject([3, 6], 'p1', at);
    expect(labelledFaces(db, 1)).toEqual([1, 5, 7]);
    expect(listRejections(db)).toEqual([
      { faceId: 3, personId: 1 },
      { faceId: 6, personId: 1 },
    ]);
    expect(lastSummary()).toEqual({ kind: 'rejected', faces: 2, from: 'Anna' });
  });

  it('keeps a labelled face from a cluster by keeping the cluster from its person', async () => {
    await corrections.name('c6', 'Cleo', at);
    await corrections.reject([6], 'c2', at);
    expect(listRejections(db)).toEqual([
      { faceId: 2, personId: 1 },
      { faceId: 4, personId: 1 },
    ]);
    expect(listApart(db)).toEqual([]);
  });

  it('leaves somebody', async () => {
    await expect(corrections.reject([6], 'c6', at)).rejects.toEqual(badRequest);
  });
});

describe('what is no face', () => {
  it('is with nobody, and comes back when that is undone', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.dismiss([3, 6], at);
    expect(listDismissed(db)).toEqual([3, 6]);
    expect(await facesOf('p1')).toEqual([1, 5, 7]);
    const { people: shown, unassigned } = await people.list({ distance: at, minFaces: 1 });
    expect(shown.reduce((sum, { faces }) => sum + faces, unassigned)).toBe(5);
    expect(countFaces(db)).toBe(5);
    expect(await describePhoto(db, 3, new Map())).toMatchObject({ faces: 1, people: [{ id: 5 }] });
    await expect(corrections.dismiss([3], at)).rejects.toEqual(notFound);
    await corrections.undo();
    expect(countFaces(db)).toBe(7);
    expect(await facesOf('p1')).toEqual([1, 3, 5, 7]);
    expect(listDismissed(db)).toEqual([]);
  });
});

describe('hiding', () => {
  it('is for good, and can be shown again', async () => {
    await corrections.hide(['c1'], at);
    const list = await people.list({ distance: 0, minFaces: 9 });
    expect(list).toMatchObject({ hidden: 1, people: [{ id: 'p1', name: null, hidden: true, faces: 4 }] });
    await corrections.show(['p1']);
    expect(getPerson(db, 1)!.hidden).toBe(false);
    await expect(corrections.show(['p1'])).rejects.toEqual(notFound);
  });

  it('takes all strangers of a photo at once, and counts them', async () => {
    await corrections.name('c1', 'Anna', at);
    expect((await corrections.hideStrangers(1, at)).result).toBe(1);
    expect(listKnownPeople(db)).toMatchObject([
      { name: 'Anna', hidden: false },
      { name: null, hidden: true },
    ]);
    expect((await corrections.hideStrangers(1, at)).result).toBe(0);
    expect((await corrections.hideStrangers(4, at)).result).toBe(0);
    await expect(corrections.hideStrangers(99, at)).rejects.toEqual(notFound);
    expect(readHistory(db, 9).edits).toHaveLength(2);
  });
});

describe('a person', () => {
  it('tells a person’s own distance, and whom they would have with another', async () => {
    await corrections.name('c1', 'Anna', 0);
    const facesAt = async (own?: number) => (await people.get('p1', at, undefined, { own })).faces.length;
    expect((await people.get('p1', at)).own).toBeNull();
    expect([await facesAt(), await facesAt(0)]).toEqual([4, 1]);
    await corrections.setOwnDistance('p1', 0, at);
    expect((await people.get('p1', at)).own).toBe(0);
    expect([await facesAt(), await facesAt(at)]).toEqual([1, 4]);
  });

  it('has the cover and the distance of their own that were chosen', async () => {
    expect((await corrections.cover('c1', 5, at)).result).toBe('p1');
    expect((await people.get('p1', at)).person.cover).toBe(5);
    await expect(corrections.cover('p1', 2, at)).rejects.toEqual(badRequest);
    expect((await corrections.setOwnDistance('p1', 0.6, at)).result).toBe('p1');
    expect(getPerson(db, 1)!.distance).toBe(0.6);
    await corrections.setOwnDistance('p1', null, at);
    expect(getPerson(db, 1)!.distance).toBeNull();
  });

  it('is not written to the history where nothing changes', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.name('p1', 'Anna', at);
    await corrections.name('c2', '', at);
    expect(readHistory(db, 9).edits.map(({ kind }) => kind)).toEqual(['named']);
    expect(edited).toBe(1);
  });

  it('is found by the edit that comes after another that was not awaited', async () => {
    const [named, merged] = [corrections.name('c1', 'Anna', at), corrections.merge(['p1', 'c2'], at, true)];
    expect([(await named).result, (await merged).result]).toEqual(['p1', 'p1']);
    expect(labelledFaces(db, 1)).toHaveLength(6);
  });
});

it('takes back a distance that was chosen', async () => {
  const before = readGrouping(db);
  await corrections.saveGrouping({ distance: 0.6, minFaces: 3 });
  expect(readGrouping(db)).toEqual({ distance: 0.6, minFaces: 3 });
  expect((await corrections.undo()).edit).toMatchObject({
    summary: { kind: 'settled', distance: 0.6, minFaces: 3 },
  });
  expect(readGrouping(db)).toEqual(before);
});

describe('somebody who is in the photo already', () => {
  const asked = expect.objectContaining({ code: 'name-in-photo' });

  it('is asked about before two groups become one person by name', async () => {
    await corrections.name('c1', 'Anna', at);
    await expect(corrections.name('c2', ' ANNA ', at)).rejects.toEqual(asked);
    await expect(corrections.assign([6], null, 'Anna', at)).rejects.toEqual(asked);
    expect(await facesOf('p1')).toEqual([1, 3, 5, 7]);
    expect((await corrections.name('c2', 'Anna', at, true)).result).toBe('p1');
    expect(await facesOf('p1')).toEqual([1, 2, 3, 4, 5, 7]);
  });

  it('is asked about before two people are put together', async () => {
    await expect(corrections.merge(['c1', 'c2'], at)).rejects.toEqual(asked);
    expect([await facesOf('c1'), await facesOf('c2')]).toEqual([
      [1, 3, 5, 7],
      [2, 4],
    ]);
    expect((await corrections.merge(['c1', 'c2'], at, true)).result).toBe('p1');
  });

  it('is not asked about where only other photos have them', async () => {
    await corrections.name('c2', 'Ben', at);
    expect((await corrections.name('c6', 'Ben', at)).result).toBe('p1');
    expect((await corrections.name('p1', 'BEN', at)).result).toBe('p1');
    // Face 7 is alone in its photo.
    expect((await corrections.assign([7], null, 'Ben', at)).result).toBe('p1');
  });
});

it('lists what was dismissed, and takes it for faces again, as an edit', async () => {
  await corrections.dismiss([2, 6], at);
  expect(listNoFaces(db, undefined, 9)).toMatchObject({
    faces: [{ id: 6 }, { id: 2, photoId: 1 }],
    total: 2,
  });
  expect(listNoFaces(db, 1, 9)).toMatchObject({ faces: [{ id: 2 }], total: 1 });
  await restoreFaces(db, corrections, [2]);
  expect([listDismissed(db), lastSummary()]).toEqual([[6], { kind: 'restored', faces: 1 }]);
  expect(await facesOf('c2')).toEqual([2, 4]);
  await expect(restoreFaces(db, corrections, [2])).rejects.toEqual(notFound);
  await corrections.undo();
  expect(listDismissed(db)).toEqual([2, 6]);
});
