import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../db/open.ts';
import { nameKey } from '../db/people.ts';
import { Edit } from '../edits/edit.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { storePhoto } from '../services/model-session/test-faces.ts';
import { csvPieces } from './csv.ts';
import { type Counts, jsonPieces } from './json.ts';
import { peopleFile } from './people-file.ts';
import { type Owner, Snapshot } from './snapshot.ts';

let db: WritableDb;
beforeEach(() => (db = openForWriting(':memory:')));
afterEach(() => db.close());

const none = (): Counts => ({ photos: 0, people: 0, faces: 0 });

/** A snapshot in which faces 1 and 2 are a person, 3 and 4 a cluster, and 5 is alone. */
function snapshot(name: string): Snapshot {
  for (let variation = 0; variation < 5; variation++) storePhoto(db, [{ person: 1, variation }]);
  const edit = new Edit(db);
  const id = edit.addPerson({ name, name_key: nameKey(name) });
  edit.put('labels', { face_id: 1, person_id: id, source: 'user', created_at: edit.at });
  const owners = new Map<number, Owner>([
    [1, { personId: `p${id}`, name }],
    [2, { personId: `p${id}`, name }],
    [3, { personId: 'c3', name: null }],
    [4, { personId: 'c3', name: null }],
    [5, { personId: 'c5', name: null }],
  ]);
  return new Snapshot(db, { distance: 0.4, minFaces: 2, model: embeddingModel, owners });
}

describe('an exported library', () => {
  it('is a JSON document that conforms to its schema', () => {
    const counts = none();
    const text = [
      ...jsonPieces(snapshot('Zoë "Z" 漢\u2028'), { vectors: false, program: 'Familiar' }, counts),
    ].join('');
    const file = peopleFile.parse(JSON.parse(text));
    expect(counts).toEqual({ photos: 5, people: 2, faces: 5 });
    expect(file).toMatchObject({
      format: 'familiar-people',
      version: 1,
      distance: 0.4,
      people: [
        { id: 'p1', name: 'Zoë "Z" 漢\u2028', hidden: false, cover: null, distance: null },
        { id: 'c3', name: null },
      ],
      rejections: [],
      apart: [],
    });
    expect(file.faces.map(({ id, person, confirmed }) => [id, person, confirmed])).toEqual([
      [1, 'p1', true],
      [2, 'p1', false],
      [3, 'c3', false],
      [4, 'c3', false],
      [5, null, false],
    ]);
  });

  it('is a valid document for an empty library', () => {
    const empty = new Snapshot(db, { distance: 0.4, minFaces: 2, model: embeddingModel, owners: new Map() });
    const text = [...jsonPieces(empty, { vectors: true, program: 'Familiar' }, none())].join('');
    expect(peopleFile.parse(JSON.parse(text))).toMatchObject({ photos: [], people: [], faces: [] });
    expect([...csvPieces(empty, none())]).toHaveLength(1);
  });

  it.each([
    ['Ann', 'Ann'],
    ['Ann, "A"', '"Ann, ""A"""'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@sum', `'@sum`],
    ['a\n=1+1+cmd', '"a\n=1+1+cmd"'],
    ['a\r=1+1', '"a\r=1+1"'],
  ])('has a row a face that no spreadsheet calculates with, %s', (name, cell) => {
    const rows = [...csvPieces(snapshot(name), none())].join('').split('\r\n');
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe(
      'photo,sha256,taken_at,face,x,y,width,height,person_id,person,confirmed,dismissed,quality',
    );
    expect(rows[1]).toMatch(/^\/photos\/1\.jpg,[0-9a-f]{64},,1,0\.1,0\.1,0\.2,0\.2,p1,/);
    expect(rows[1]!.endsWith(`,p1,${cell},1,0,0.99`)).toBe(true);
    expect(rows[2]!.endsWith(`,p1,${cell},0,0,0.99`)).toBe(true);
    expect(rows[5]!.endsWith(',,,0,0,0.99')).toBe(true);
  });
});
