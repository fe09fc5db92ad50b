import { beforeEach, describe, expect, it } from 'vitest';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listPeople } from '../../db/people.ts';
import { listProposals, type ProposalSource, putProposal } from '../../db/proposals.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from './corrections.ts';
import { acceptNames, declineNames, listNameProposals } from './name-proposals.ts';
import { People } from '../people/people.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const at = 0.4;
let db: WritableDb;
let people: People;
let corrections: Corrections;

/** Faces 1 to 3 are one person's, 4 and 5 another's, 6 a third one's. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (const [person, count] of [
    [1, 3],
    [2, 2],
    [3, 1],
  ] as const) {
    for (let variation = 0; variation < count; variation++) storePhoto(db, [{ person, variation }]);
  }
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});

const propose = (faceId: number, name: string, source: ProposalSource = 'photo') =>
  putProposal(db, { faceId, name, source });
const list = async (id?: string) => listNameProposals(db, await people.owners(at), id);
const told = async (id?: string) =>
  (await list(id)).map(({ id, proposed, total, whole }) => [id, proposed, total, whole]);
const shown = async () =>
  (await people.list({ distance: at, minFaces: 1 })).people.map(({ name, faces }) => [name, faces]);

it('lists names by group, those of most faces first, and nothing that the user has said', async () => {
  propose(6, 'Cy', 'sidecar');
  propose(1, 'Anna');
  propose(3, 'anna', 'export');
  propose(4, 'Ben');
  expect(await list()).toEqual([
    {
      id: 'c1',
      name: null,
      proposed: 'Anna',
      sources: ['export', 'photo'],
      faces: [1, 3],
      total: 2,
      whole: true,
    },
    { id: 'c4', name: null, proposed: 'Ben', sources: ['photo'], faces: [4], total: 1, whole: true },
    { id: 'c6', name: null, proposed: 'Cy', sources: ['sidecar'], faces: [6], total: 1, whole: true },
  ]);
  expect(await told('c4')).toEqual([['c4', 'Ben', 1, true]]);
  await corrections.name('c1', 'Anna', at);
  await corrections.hide(['c6'], at);
  await corrections.dismiss([4], at);
  expect(await list()).toEqual([]);
});

it('names the whole group as one edit, which can be undone', async () => {
  propose(1, 'Anna');
  const key = { id: 'c1', proposed: 'ANNA' };
  expect((await acceptNames(db, corrections, at, { keys: [key, key] })).result).toEqual({
    names: 1,
    faces: 3,
    left: 0,
  });
  expect(await shown()).toEqual([
    ['Anna', 3],
    [null, 2],
    [null, 1],
  ]);
  expect(await list()).toEqual([]);
  const { edit: undone } = await corrections.undo();
  expect(undone?.summary).toEqual({ kind: 'accepted', names: 1, name: 'Anna', faces: 3 });
  expect(await told()).toEqual([['c1', 'Anna', 1, true]]);
});

it('accepts all at once: groups of one name become one person, and who has it already keeps the name', async () => {
  await corrections.name('c6', 'ben', at);
  for (const face of [1, 2]) propose(face, 'Anna');
  propose(4, 'Ben');
  expect((await acceptNames(db, corrections, at)).result).toEqual({ names: 2, faces: 5, left: 0 });
  expect(await shown()).toEqual([
    ['Anna', 3],
    ['ben', 3],
  ]);
  await corrections.undo();
  expect(await told()).toEqual([
    ['c1', 'Anna', 2, true],
    ['c4', 'Ben', 1, true],
  ]);
});

it('gives faces alone where a group is called by two names, or has one', async () => {
  for (const face of [1, 2]) propose(face, 'Anna');
  propose(3, 'Ben');
  expect(await told()).toEqual([
    ['c1', 'Anna', 2, false],
    ['c1', 'Ben', 1, false],
  ]);
  expect((await acceptNames(db, corrections, at)).result).toEqual({ names: 2, faces: 3, left: 0 });
  expect(await shown()).toEqual([
    ['Anna', 2],
    ['Ben', 1],
    [null, 2],
    [null, 1],
  ]);
});

it('never names faces what the user said that they are not', async () => {
  const { result: anna } = await corrections.name('c6', 'Anna', at);
  await corrections.reject([2], anna, at);
  propose(1, 'Anna');
  await acceptNames(db, corrections, at);
  const labels = listLabels(db).filter(({ personId }) => `p${personId}` === anna);
  expect(labels.map(({ faceId }) => faceId)).toEqual([1, 6]);
});

it('forgets what is declined until that is undone, and says nothing of the faces', async () => {
  propose(1, 'Anna');
  propose(4, 'Ben');
  expect((await declineNames(db, corrections, at, [{ id: 'c1', proposed: 'Anna' }])).result).toEqual({
    names: 1,
    faces: 1,
  });
  expect([await told(), listPeople(db)]).toEqual([[['c4', 'Ben', 1, true]], []]);
  const { edit: undone } = await corrections.undo();
  expect(undone?.summary).toEqual({ kind: 'declined', names: 1, name: 'Anna', faces: 1 });
  expect(listProposals(db)).toHaveLength(2);
  expect((await declineNames(db, corrections, at)).result).toEqual({ names: 2, faces: 2 });
  expect(listProposals(db)).toEqual([]);
});

it('refuses what is not proposed', async () => {
  propose(1, 'Anna');
  for (const key of [
    { id: 'c1', proposed: 'Ben' },
    { id: 'c4', proposed: 'Anna' },
  ]) {
    const accepted = acceptNames(db, corrections, at, { keys: [key] });
    await expect(accepted).rejects.toMatchObject({ name: 'FamiliarError', code: 'not-found' });
  }
  expect((await acceptNames(db, corrections, at)).result).toEqual({ names: 1, faces: 3, left: 0 });
  expect((await acceptNames(db, corrections, at)).result).toEqual({ names: 0, faces: 0, left: 0 });
});

describe('names by which somebody would be in a photo twice', () => {
  const asked = expect.objectContaining({ code: 'name-in-photo', message: 'in a photo twice: Dora' });
  /** Faces 7 and 8 are two people in one photo. */
  beforeEach(() => {
    storePhoto(db, [
      { person: 4, variation: 0 },
      { person: 5, variation: 0 },
    ]);
    propose(1, 'Anna');
    propose(7, 'Dora');
  });

  it('are asked about, where one of them is named already', async () => {
    await corrections.name('c8', 'Dora', at);
    await expect(acceptNames(db, corrections, at)).rejects.toEqual(asked);
    expect(listPeople(db).map(({ name }) => name)).toEqual(['Dora']);
    const { result: left } = await acceptNames(db, corrections, at, { together: 'leave' });
    expect(left).toEqual({ names: 1, faces: 3, left: 1 });
    expect(await told()).toEqual([['c7', 'Dora', 1, true]]);
    const { result: taken } = await acceptNames(db, corrections, at, { together: 'take' });
    expect(taken).toEqual({ names: 1, faces: 1, left: 0 });
    expect((await shown()).find(([name]) => name === 'Dora')).toEqual(['Dora', 2]);
  });

  it('are asked about, where both are proposed at once', async () => {
    propose(8, 'dora');
    await expect(acceptNames(db, corrections, at)).rejects.toMatchObject({ code: 'name-in-photo' });
    const { result: left } = await acceptNames(db, corrections, at, { together: 'leave' });
    expect(left).toEqual({ names: 2, faces: 4, left: 1 });
  });
});
