import { beforeEach, describe, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { putProposal } from '../../db/proposals.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { storePhoto } from '../model-session/test-faces.ts';
import { People } from '../people/people.ts';
import { Corrections } from './corrections.ts';
import { proposalsByFace, refusedNames } from './open-proposals.ts';

const at = 0.4;
let db: WritableDb;
let corrections: Corrections;

/** Faces 1 to 3 are of different people, each with a proposed name. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (const person of [1, 2, 3]) storePhoto(db, [{ person, variation: 0 }]);
  const people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
  for (const faceId of [1, 2, 3]) putProposal(db, { faceId, name: `Name ${faceId}`, source: 'photo' });
});

const openFaces = () => [...proposalsByFace(db).keys()];

describe('open proposals', () => {
  it('are keyed by their face', () => {
    expect(proposalsByFace(db).get(2)).toEqual({ faceId: 2, name: 'Name 2', source: 'photo' });
    expect(openFaces()).toEqual([1, 2, 3]);
  });

  it('leave out a face that has got a name, until that is undone', async () => {
    await corrections.name('c1', 'Anna', at);
    expect(openFaces()).toEqual([2, 3]);
    await corrections.undo();
    expect(openFaces()).toEqual([1, 2, 3]);
  });

  it('leave out a face that was dismissed', async () => {
    await corrections.dismiss([2], at);
    expect(openFaces()).toEqual([1, 3]);
  });

  it('leave out a name that was rejected for the face, whatever its case', async () => {
    await corrections.name('c1', 'NAME 3', at);
    await corrections.assign([3], null, 'NAME 3', at);
    await corrections.reject([3], 'p1', at);
    expect(refusedNames(db).has(3, 'name 3')).toBe(true);
    expect(refusedNames(db).has(2, 'name 3')).toBe(false);
    expect(openFaces()).toEqual([2]);
  });
});
