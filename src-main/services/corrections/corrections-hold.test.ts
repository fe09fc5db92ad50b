import { beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { listApart, listRejections } from '../../db/corrections.ts';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from './corrections.ts';
import { People } from '../people/people.ts';
import { storePhoto } from '../model-session/test-faces.ts';

let db: WritableDb;
let people: People;
let corrections: Corrections;

/** Ten photos, each of four out of six people. */
beforeEach(() => {
  db = openForWriting(':memory:');
  for (let photo = 0; photo < 10; photo++) {
    const present = [1, 2, 3, 4, 5, 6].filter((person) => (photo + person) % 3 > 0);
    storePhoto(
      db,
      present.map((person) => ({ person, variation: photo })),
    );
  }
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});

/** The user's corrections, checked against the groups at a distance. */
async function broken(distance: number): Promise<string[]> {
  const owners = await people.owners(distance);
  const ownerOf = (faceId: number) => owners.get(faceId)!.personId;
  const labels = new Map(listLabels(db).map(({ faceId, personId }) => [faceId, personId]));
  const wrong: string[] = [];
  for (const [faceId, personId] of labels) {
    if (ownerOf(faceId) !== `p${personId}`) wrong.push(`${faceId} is p${personId}, not ${ownerOf(faceId)}`);
  }
  for (const { faceId, personId } of listRejections(db)) {
    if (ownerOf(faceId) === `p${personId}`) wrong.push(`${faceId} is not p${personId}`);
  }
  for (const [one, other] of listApart(db)) {
    if (!labels.has(one) && !labels.has(other) && ownerOf(one) === ownerOf(other)) {
      wrong.push(`${one} and ${other} are apart, not both ${ownerOf(one)}`);
    }
  }
  return wrong;
}

it.each([1, 2, 3, 4])('what was said of faces holds at every distance (%i)', async (seed) => {
  const random = seededRandom(seed);
  const upTo = (n: number) => Math.floor(random() * n);
  let made = 0;
  for (let i = 0; i < 30; i++) {
    const { people: shown } = await people.list({ distance: 0.5, minFaces: 1 });
    const [one, other] = [shown[upTo(shown.length)]!.id, shown[upTo(shown.length)]!.id];
    const face = 1 + upTo(40);
    const edits = [
      () => corrections.merge([one, other], 0.5, true),
      () => corrections.reject([face], one, 0.5),
      () => corrections.reject([face, 1 + upTo(40)], other, 0.5),
      () => corrections.assign([face], one, '', 0.5),
      () => corrections.assign([face, 1 + upTo(40)], null, '', 0.5),
      async () => corrections.split(one, (await people.facesOf(one, 0.5)).faceIds.slice(0, 2), 0.5),
      () => corrections.undo(),
    ];
    await edits[upTo(edits.length)]!().then(
      () => made++,
      (error) => {
        if (!(error instanceof FamiliarError)) throw error;
      },
    );
    for (const distance of [0, 0.5, 1.2, 2]) expect(await broken(distance)).toEqual([]);
  }
  expect(made).toBeGreaterThan(12);
});

it('a face that was moved does not take its like along, at any distance', async () => {
  const [first, second] = firstItems((await people.list({ distance: 0.5, minFaces: 1 })).people, 2);
  const { faceIds } = await people.facesOf(first.id, 0.5);
  const { result: to } = await corrections.assign([faceIds[0]!], second.id, '', 0.5);
  for (const distance of [0, 0.5, 2]) {
    const owners = await people.owners(distance);
    const gone = faceIds.filter((faceId) => owners.get(faceId)!.personId === to);
    expect({ distance, gone }).toEqual({ distance, gone: [faceIds[0]] });
  }
});
