import { beforeEach, describe, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listPeople } from '../../db/people.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { setFavourite } from '../corrections/person-facts.ts';
import { People } from './people.ts';
import { describePhoto } from '../files/photos.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const anna = 1;
const ben = 2;
const cleo = 3;
const near = { distance: 0.5, minFaces: 2 };
const nobodyLeftOut = { 'too-small': 0, blurred: 0, 'turned-away': 0, unsure: 0, 'in-film': 0 };

let db: WritableDb;
let clusters: Clusters;
let people: People;
let corrections: Corrections;

/** Faces 1, 3, 5 are Anna's, 2 and 4 Ben's, 6 Cleo's. */
beforeEach(() => {
  db = openForWriting(':memory:');
  storePhoto(db, [
    { person: anna, variation: 1 },
    { person: ben, variation: 1 },
  ]);
  storePhoto(db, [
    { person: anna, variation: 2 },
    { person: ben, variation: 2 },
  ]);
  storePhoto(db, [{ person: anna, variation: 3 }]);
  storePhoto(db, [{ person: cleo, variation: 1 }]);
  clusters = new Clusters(db, embeddingModel);
  people = new People(db, { current: { clusters } });
  corrections = new Corrections(db, people, () => 1);
});

const shape = (list: { people: { id: string; name: string | null; faces: number }[] }) =>
  list.people.map(({ id, name, faces }) => [id, name, faces]);

describe('people', () => {
  it('are none in an empty library', async () => {
    const empty = openForWriting(':memory:');
    const nobody = new People(empty, { current: { clusters: new Clusters(empty, embeddingModel) } });
    expect(await nobody.list(near)).toEqual({
      distance: 0.5,
      people: [],
      total: 0,
      hidden: 0,
      favourites: 0,
      named: 0,
      unassigned: 0,
      leftOut: nobodyLeftOut,
    });
  });

  it('are groups of enough faces, largest first', async () => {
    expect(await people.list(near)).toEqual({
      distance: 0.5,
      people: [
        { id: 'c1', name: null, faces: 3, photos: 3, cover: 1, hidden: false, favourite: false },
        { id: 'c2', name: null, faces: 2, photos: 2, cover: 2, hidden: false, favourite: false },
      ],
      total: 2,
      hidden: 0,
      favourites: 0,
      named: 0,
      unassigned: 1,
      leftOut: nobodyLeftOut,
    });
    expect(shape(await people.list({ ...near, minFaces: 1 }))).toContainEqual(['c6', null, 1]);
    expect((await people.list({ distance: 0, minFaces: 2 })).unassigned).toBe(6);
  });

  it('are favourites first, then those with a name, and in each by size or by name', async () => {
    await corrections.name('c6', 'Zoe', near.distance);
    await corrections.name('c2', 'Ben', near.distance);
    expect(shape(await people.list(near))).toEqual([
      ['p2', 'Ben', 2],
      ['p1', 'Zoe', 1],
      ['c1', null, 3],
    ]);
    await setFavourite(db, corrections, { id: 'p1', on: true, distance: near.distance });
    const list = await people.list(near);
    expect(list.people.map(({ id, favourite }) => [id, favourite])).toEqual([
      ['p1', true],
      ['p2', false],
      ['c1', false],
    ]);
    expect(list).toMatchObject({ favourites: 1, named: 1, total: 3 });
    await setFavourite(db, corrections, { id: 'p1', on: false, distance: near.distance });
    await corrections.name('c1', 'Anna', near.distance);
    const named = await people.list({ ...near, sort: 'name' });
    expect(named.people.map(({ name }) => name)).toEqual(['Anna', 'Ben', 'Zoe']);
    expect(shape(await people.list({ ...near, match: 'NN' }))).toEqual([['p3', 'Anna', 3]]);
  });

  it('are listed apart where their group is smaller', async () => {
    expect(shape(await people.list({ ...near, which: 'smaller' }))).toEqual([['c6', null, 1]]);
    expect((await people.list({ ...near, minFaces: 3, which: 'smaller' })).total).toBe(2);
  });

  it('tell who else with a name is in their photos', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    await corrections.name('c6', 'Zoe', near.distance);
    expect((await people.get('c2', near.distance)).seenWith).toEqual([
      { id: 'p1', name: 'Anna', cover: 1, photos: 2 },
    ]);
    await corrections.hide(['p1'], near.distance);
    expect((await people.get('c2', near.distance)).seenWith).toEqual([]);
  });

  it('never hold two faces of one photo while unnamed, even at the largest distance', async () => {
    const { people: groups } = await people.list({ distance: 2, minFaces: 1 });
    for (const group of groups) expect(group.faces).toBe(group.photos);
  });

  it('keep their name and their faces at every distance', async () => {
    expect((await corrections.name('c1', '  Anna   Marie ', near.distance)).result).toBe('p1');
    for (const distance of [0, 0.2, 0.5, 1]) {
      const list = await people.list({ distance, minFaces: 2 });
      expect(shape(list)).toContainEqual(['p1', 'Anna Marie', 3]);
    }
  });

  it('are named, renamed, joined and made nameless again', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    await corrections.name('c2', 'Ben', near.distance);
    expect((await corrections.name('p2', 'Benjamin', near.distance)).result).toBe('p2');
    await expect(corrections.name('p2', 'anna', near.distance)).rejects.toMatchObject({
      code: 'name-in-photo',
    });
    expect((await corrections.name('p2', 'anna', near.distance, true)).result).toBe('p1');
    expect(shape(await people.list(near))).toEqual([['p1', 'Anna', 5]]);
    expect((await corrections.name('p1', '', near.distance)).result).toBe('c1');
    expect(listPeople(db)).toEqual([]);
    expect(shape(await people.list(near))).toEqual([
      ['c1', null, 3],
      ['c2', null, 2],
    ]);
  });

  it('give new faces to the named person they cluster with', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    storePhoto(db, [
      { person: anna, variation: 9 },
      { person: cleo, variation: 9 },
    ]);

    expect(shape(await people.list(near))).toEqual([
      ['p1', 'Anna', 4],
      ['c2', null, 2],
      ['c6', null, 2],
    ]);
  });

  it('show a face that the user confirmed, at every distance, also where a larger one joins them', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    storePhoto(db, [
      { person: anna, variation: 9, size: 0.6 },
      { person: ben, variation: 9, size: 0.6 },
    ]);
    const coverAt = async (distance: number, id: string) =>
      (await people.list({ distance, minFaces: 1 })).people.find((person) => person.id === id)?.cover;
    for (const distance of [0, 0.2, 0.5, 2]) expect(await coverAt(distance, 'p1')).toBe(1);
    expect(await coverAt(near.distance, 'c2')).toBe(8);
  });

  it('part a cluster that holds two named people, each face to the nearer', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    await corrections.name('c6', 'Cleo', near.distance);
    storePhoto(db, [{ person: cleo, variation: 5 }]);

    const list = await people.list({ distance: 2, minFaces: 1 });
    expect(shape(list)).toContainEqual(['p1', 'Anna', 3]);
    expect(list.people.find((p) => p.name === 'Cleo')!.faces).toBeGreaterThanOrEqual(2);
  });

  it('are found by a face that has joined another group, and missed by one that is not there', async () => {
    expect((await people.get('c5', near.distance)).person.id).toBe('c1');
    await expect(people.get('c99', near.distance)).rejects.toMatchObject({ code: 'not-found' });
    await expect(people.get('p1', near.distance)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('show their faces and the photos behind them', async () => {
    const { faces, photos } = await people.get('c1', near.distance);
    expect(faces.map((face) => face.id).sort((a, b) => a - b)).toEqual([1, 3, 5]);
    expect(photos.map((photo) => [photo.name, photo.faces])).toEqual([
      ['3.jpg', 1],
      ['2.jpg', 2],
      ['1.jpg', 2],
    ]);
  });
});

describe('poor faces', () => {
  const blurred = { value: 0.3, weakness: 'blurred', sharpness: -30 } as const;
  const small = { value: 0.5, weakness: 'too-small', sharpness: -26 } as const;
  const dora = 4;

  /** Face 7 is Anna's and blurred; 8, 9 and 10 are Dora's, each in a photo of its own, and poor. */
  beforeEach(() => {
    storePhoto(db, [{ person: anna, variation: 4, quality: blurred }]);
    storePhoto(db, [{ person: dora, variation: 1, quality: blurred }]);
    storePhoto(db, [{ person: dora, variation: 2, quality: blurred }]);
    storePhoto(db, [{ person: dora, variation: 3, quality: small }]);
  });

  it('join a person they are near, and never start one', async () => {
    const list = await people.list({ ...near, minFaces: 1 });
    expect(shape(list)).toEqual([
      ['c1', null, 4],
      ['c2', null, 2],
      ['c6', null, 1],
    ]);
    expect(list.unassigned).toBe(3);
    expect(shape(await people.list({ ...near, minFaces: 1, which: 'unclear' }))).toHaveLength(3);
    expect(list.leftOut).toEqual({ ...nobodyLeftOut, blurred: 2, 'too-small': 1 });
  });

  it('are told with the reason where they are left out', async () => {
    const owners = await people.owners(near.distance);
    expect(owners.get(7)).toEqual({ personId: 'c1', name: null, birth: null, leftOut: null });
    expect(owners.get(8)).toEqual({ personId: 'c8', name: null, birth: null, leftOut: 'blurred' });
    expect(owners.get(10)).toEqual({ personId: 'c10', name: null, birth: null, leftOut: 'too-small' });
    expect((await describePhoto(db, 8, owners)).people).toMatchObject([
      { id: 10, quality: 0.5, leftOut: 'too-small', personId: 'c10', name: null },
    ]);
  });

  it('stay with the person whom they are labelled with, at every distance', async () => {
    expect((await people.get('c8', near.distance)).faces).toEqual([{ id: 8, photoId: 6 }]);
    expect((await corrections.name('c8', 'Dora', near.distance)).result).toBe('p1');
    expect((await corrections.name('c10', 'Dora', near.distance)).result).toBe('p1');
    for (const distance of [0, 0.5, 2]) {
      const list = await people.list({ distance, minFaces: 3 });
      expect(list.people.find((person) => person.name === 'Dora')?.faces).toBeGreaterThanOrEqual(2);
    }
    const list = await people.list(near);
    expect(shape(list)).toContainEqual(['p1', 'Dora', 2]);
    expect(list.leftOut).toEqual({ ...nobodyLeftOut, blurred: 1 });
    expect((await people.owners(near.distance)).get(8)).toMatchObject({ name: 'Dora', leftOut: null });
  });

  it('are named with their person, and keep the name when they are far from everyone', async () => {
    await corrections.name('c1', 'Anna', near.distance);
    expect(shape(await people.list({ distance: 0, minFaces: 1 }))).toContainEqual(['p1', 'Anna', 4]);
  });

  it('count as good where an older pipeline did not measure them', async () => {
    db.prepare('UPDATE faces SET quality = NULL, weakness = NULL').run();
    const list = await new People(db, { current: { clusters: new Clusters(db, embeddingModel) } }).list(near);
    expect(shape(list)).toEqual([
      ['c1', null, 4],
      ['c8', null, 3],
      ['c2', null, 2],
    ]);
    expect(list.leftOut).toEqual(nobodyLeftOut);
  });
});
