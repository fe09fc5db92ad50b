import { afterEach, beforeEach, expect, it } from 'vitest';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listKnownPeople } from '../../db/people.ts';
import { insertVector, listVectors } from '../../db/vectors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from './corrections.ts';
import { People } from '../people/people.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const named = 50;
const at = 0.4;

let db: WritableDb;
let people: People;
let session: { current: { clusters: Clusters } };
let corrections: Corrections;

beforeEach(() => {
  db = openForWriting(':memory:');
  session = { current: { clusters: new Clusters(db, embeddingModel) } };
  people = new People(db, session);
  corrections = new Corrections(db, people, () => 1);
});
afterEach(() => void db.close());

const faceOf = (person: number) => 3 * (person - 1) + 1;
const names = async (distance: number) =>
  new Map(
    (await people.list({ distance, minFaces: 2 })).people
      .filter(({ name }) => name !== null)
      .map(({ name, id, cover, faces }) => [name, { id, cover, faces }]),
  );

/** Vectors of another model: the same faces, rotated and slightly disturbed. */
function embedWithAnother(modelId: string): void {
  for (const { faceId, vector } of listVectors(db, embeddingModel)) {
    const turned = vector.map((_, k) => (k % 2 ? -1 : 1) * vector[(k + 7) % vector.length]!);
    insertVector(db, { faceId, modelId, pipelineVersion: 1, vector: turned });
  }
}

it('no name, cover or correction is lost by another distance, more photos or another model', async () => {
  for (let person = 1; person <= named; person++) {
    for (const variation of [1, 2, 3]) storePhoto(db, [{ person, variation }]);
  }
  for (let person = 1; person <= named; person++) {
    await corrections.name(`c${faceOf(person)}`, `Person ${person}`, at);
  }
  await corrections.cover('p5', faceOf(5) + 2, at);
  await corrections.reject([faceOf(7)], 'p7', at);
  await corrections.assign([faceOf(8) + 1], 'p9', '', at);
  const said = { people: listKnownPeople(db), labels: listLabels(db) };
  const before = await names(at);
  expect(before.size).toBe(named);

  const check = async (distance: number) => {
    const now = await names(distance);
    expect([...now.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, { id, faces }] of now) {
      expect(id).toBe(before.get(name)!.id);
      expect(faces).toBeGreaterThanOrEqual(before.get(name)!.faces);
    }
    expect(now.get('Person 5')!.cover).toBe(faceOf(5) + 2);
    const owners = await people.owners(distance);
    expect(owners.get(faceOf(7))?.name).not.toBe('Person 7');
    expect(owners.get(faceOf(8) + 1)?.name).toBe('Person 9');
    for (const { faceId, personId } of said.labels) expect(owners.get(faceId)?.personId).toBe(`p${personId}`);
    expect({ people: listKnownPeople(db), labels: listLabels(db) }).toEqual(said);
  };
  for (const distance of [0, 0.2, 0.33, 0.42, 2]) await check(distance);

  for (let person = 1; person <= named + 20; person++) storePhoto(db, [{ person, variation: 4 }]);
  for (const distance of [0, 0.33, 0.42]) await check(distance);

  embedWithAnother('another');
  session.current = { clusters: new Clusters(db, 'another') };
  for (const distance of [0, 0.33, 0.42]) await check(distance);
});
