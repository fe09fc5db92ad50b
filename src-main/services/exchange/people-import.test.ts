import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { listApart, listDismissed, listRejections } from '../../db/corrections.ts';
import { eachExportedPhoto } from '../../db/exported.ts';
import { listLabels } from '../../db/labels.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listKnownPeople, nameKey } from '../../db/people.ts';
import { listProposals } from '../../db/proposals.ts';
import { Edit } from '../../edits/edit.ts';
import { EditLog } from '../../edits/edit-log.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { formatName, type PeopleFile } from '../../interchange/people-file.ts';
import { importPeople } from './people-import.ts';
import { readGrouping } from '../model-session/grouping.ts';
import { proposalsByFace } from '../corrections/open-proposals.ts';
import { storePhoto } from '../model-session/test-faces.ts';

let db: WritableDb;
beforeEach(() => {
  db = openForWriting(':memory:');
  for (let variation = 0; variation < 6; variation++) storePhoto(db, [{ person: 1, variation }]);
});
afterEach(() => db.close());

type FaceOfFile = Partial<PeopleFile['faces'][number]>;

/** A people file about the photos here, with one face in each under its own ids. */
function file(
  people: Partial<PeopleFile['people'][number]>[],
  faces: FaceOfFile[],
  more: Partial<PeopleFile> = {},
): PeopleFile {
  const photos = [...eachExportedPhoto(db)].map(({ sha256 }, i) => ({
    id: 100 + i,
    path: `/elsewhere/${i}.jpg`,
    sha256,
    width: 1000,
    height: 800,
    takenAt: null,
    files: [],
  }));
  return {
    format: formatName,
    version: 1,
    program: 'Familiar',
    model: { id: embeddingModel, dimension: 128 },
    distance: 0.42,
    minFaces: 3,
    photos,
    people: people.map((person) => ({
      id: 'p9',
      name: null,
      hidden: false,
      cover: null,
      distance: null,
      ...person,
    })),
    faces: faces.map((face, i) => ({
      id: 201 + i,
      photo: 100 + i,
      box: { x: 0.11, y: 0.11, width: 0.2, height: 0.2 },
      person: null,
      confirmed: false,
      quality: null,
      dismissed: false,
      drawn: false,
      ...face,
    })),
    rejections: [],
    apart: [],
    ...more,
  };
}

const confirmed = (person: string): FaceOfFile => ({ person, confirmed: true });

/** Labels faces in the library. */
function name(text: string, ...faces: number[]): number {
  const edit = new Edit(db);
  const id = edit.addPerson({ name: text, name_key: nameKey(text) });
  for (const face of faces) {
    edit.put('labels', { face_id: face, person_id: id, source: 'user', created_at: edit.at });
  }
  return id;
}

const labels = () => listLabels(db).map(({ faceId, personId }) => [faceId, personId]);

it('brings people, corrections and the grouping, and can be undone', () => {
  const exported = file(
    [
      { id: 'p9', name: 'Ann', cover: 202, distance: 0.5 },
      { id: 'p8', hidden: true },
      { id: 'c4', name: null },
    ],
    [
      confirmed('p9'),
      confirmed('p9'),
      confirmed('p8'),
      { person: 'p9' },
      { dismissed: true },
      { person: 'c4' },
    ],
    { rejections: [{ face: 206, person: 'p9' }], apart: [[206, 204]] },
  );
  expect(importPeople(db, exported)).toEqual({
    photos: 6,
    people: 2,
    faces: 3,
    proposed: 1,
    differing: 0,
    missing: 0,
  });
  const [ann, nameless] = firstItems(listKnownPeople(db), 2);
  expect([ann, nameless]).toMatchObject([
    { id: ann.id, name: 'Ann', hidden: false, coverFaceId: 2, distance: 0.5 },
    { id: nameless.id, name: null, hidden: true, coverFaceId: null, distance: null },
  ]);
  expect(labels()).toEqual([
    [1, ann.id],
    [2, ann.id],
    [3, nameless.id],
  ]);
  expect(listRejections(db)).toEqual([{ faceId: 6, personId: ann.id }]);
  expect(listApart(db)).toEqual([[4, 6]]);
  expect(listDismissed(db)).toEqual([5]);
  expect(listProposals(db)).toEqual([{ faceId: 4, name: 'Ann', source: 'export' }]);
  expect(readGrouping(db)).toEqual({ distance: 0.42, minFaces: 3 });

  const log = new EditLog(db);
  expect(log.undo().edit?.summary).toEqual({ kind: 'imported', people: 2, faces: 3 });
  expect([listKnownPeople(db), labels(), listRejections(db), listApart(db), listDismissed(db)]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});

it('leaves what the user has said here', () => {
  const ann = name('Ann', 1);
  const bert = name('Bert', 2);
  new Edit(db).put('rejections', { face_id: 3, person_id: ann });
  new Edit(db).patch('faces', [4], { dismissed: 1 });
  const exported = file(
    [{ id: 'p9', name: 'ANN', hidden: true, distance: 0.3 }],
    [
      confirmed('p9'),
      confirmed('p9'),
      confirmed('p9'),
      confirmed('p9'),
      confirmed('p9'),
      { dismissed: true },
    ],
    { rejections: [{ face: 201, person: 'p9' }] },
  );
  expect(importPeople(db, exported)).toMatchObject({ people: 1, faces: 2, differing: 3 });
  expect(labels()).toEqual([
    [1, ann],
    [2, bert],
    [5, ann],
  ]);
  expect(listKnownPeople(db)[0]).toMatchObject({ id: ann, name: 'Ann', hidden: false, distance: 0.3 });
  expect(listRejections(db)).toEqual([{ faceId: 3, personId: ann }]);
  expect(listDismissed(db)).toEqual([4, 6]);
});

it('finds people again who have got a name since, there or here', () => {
  importPeople(db, file([{ id: 'p9' }], [confirmed('p9')]));
  const [nameless] = listKnownPeople(db);
  importPeople(db, file([{ id: 'p3', name: 'Ann' }], [confirmed('p3')]));
  expect(listKnownPeople(db)).toEqual([{ ...nameless, name: 'Ann' }]);
  importPeople(db, file([{ id: 'p9' }], [confirmed('p9')]));
  expect(listKnownPeople(db)).toEqual([{ ...nameless, name: 'Ann' }]);
});

it('does without photos, faces and people that are not here', () => {
  const elsewhere = file(
    [{ id: 'p9', name: 'Ann' }, { id: 'p8', name: 'Bert' }, { id: 'p7' }],
    [{ ...confirmed('p9'), box: { x: 0.6, y: 0.6, width: 0.2, height: 0.2 } }],
  );
  expect(importPeople(db, elsewhere)).toEqual({
    photos: 6,
    people: 1,
    faces: 0,
    proposed: 0,
    differing: 0,
    missing: 1,
  });
  // A person without any face in the file is imported; a person whose faces are all in unknown photos is not.
  expect(listKnownPeople(db).map((person) => person.name)).toEqual(['Bert']);
});

it('proposes a name until the user has said whose the face is', () => {
  importPeople(db, file([{ id: 'p9', name: 'Ann' }], [{ person: 'p9' }, { person: 'p9' }, { person: 'p9' }]));
  expect([...proposalsByFace(db).keys()]).toEqual([1, 2, 3]);
  const bert = name('Bert', 1);
  const ann = listKnownPeople(db).find((person) => person.name === 'Ann')!;
  const edit = new Edit(db);
  edit.put('rejections', { face_id: 2, person_id: ann.id });
  edit.put('rejections', { face_id: 3, person_id: bert });
  expect([...proposalsByFace(db).values()]).toEqual([{ faceId: 3, name: 'Ann', source: 'export' }]);
  edit.patch('faces', [3], { dismissed: 1 });
  expect(proposalsByFace(db).size).toBe(0);
});
