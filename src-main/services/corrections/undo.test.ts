import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { openForWriting, type ReadableDb, type WritableDb } from '../../db/open.ts';
import { listPeople } from '../../db/people.ts';
import { readHistory } from '../../edits/edit-log.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from './corrections.ts';
import { People } from '../people/people.ts';
import { readGrouping, writeGrouping } from '../model-session/grouping.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const at = 0.5;
let folder: string;
let db: WritableDb;
let corrections: Corrections;
let people: People;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-undo-'));
  reopen();
  for (let photo = 0; photo < 10; photo++) {
    storePhoto(
      db,
      [1, 2, 3, 4, 5, 6]
        .filter((person) => (photo + person) % 3 > 0)
        .map((person) => ({ person, variation: photo })),
    );
  }
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** The library as another process would read it. */
function reopen(): void {
  db?.close();
  db = openForWriting(join(folder, 'library.sqlite'));
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
}

/** Every table that edits change, byte by byte. */
function everything(from: ReadableDb): string {
  const tables = ['people', 'labels', 'rejections', 'apart', 'faces', 'settings', 'vectors', 'photos'];
  return JSON.stringify(
    tables.map((table) => {
      const columns = from.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
      const quoted = columns.map((column) => `quote(${column})`).join(` || ',' || `);
      return from.prepare(`SELECT ${quoted} FROM ${table} ORDER BY 1`).pluck().all();
    }),
  );
}

/** One edit of any kind; most make sense, some are refused. */
async function anyEdit(random: () => number): Promise<string> {
  const upTo = (n: number) => Math.floor(random() * n);
  const { people: shown } = await people.list({ distance: at, minFaces: 1 });
  const one = () => shown[upTo(shown.length)]!.id;
  const faces = (await people.facesOf(one(), at)).faceIds;
  const some = faces.filter((_, i) => i === 0 || random() < 0.4);
  const anyFace = () => 1 + upTo(40);
  const kinds: [string, () => Promise<unknown>][] = [
    ['name', () => corrections.name(one(), ['Anna', 'Ben', 'Cleo', '', 'anna'][upTo(5)]!, at)],
    ['merge', () => corrections.merge([one(), one(), one()], at, true)],
    ['split', () => corrections.split(one(), some, at)],
    ['assign', () => corrections.assign([anyFace(), anyFace()], one(), '', at)],
    ['assign new', () => corrections.assign(some, null, ['', 'Dora', 'Ben'][upTo(3)]!, at)],
    ['reject', () => corrections.reject([anyFace()], one(), at)],
    ['dismiss', () => corrections.dismiss([anyFace()], at)],
    ['hide', () => corrections.hide([one(), one()], at)],
    ['strangers', () => corrections.hideStrangers(1 + upTo(10), at)],
    ['show', () => corrections.show([one()])],
    ['cover', () => corrections.cover(one(), some[0]!, at)],
    ['setOwnDistance', () => corrections.setOwnDistance(one(), random() < 0.3 ? null : random(), at)],
    ['saveGrouping', () => corrections.saveGrouping({ distance: random(), minFaces: 1 + upTo(4) })],
  ];
  const [kind, make] = kinds[upTo(kinds.length)]!;
  await make().catch((error) => {
    if (!(error instanceof FamiliarError)) throw error;
  });
  return kind;
}

describe('undo and redo', () => {
  it.each([1, 2, 3, 4, 5, 6])('are exact for any series of edits (%i)', async (seed) => {
    const random = seededRandom(seed);
    const states = [everything(db)];
    for (let i = 0; i < 60; i++) {
      const before = readHistory(db, 1).edits[0]?.id;
      const kind = await anyEdit(random);
      const made = readHistory(db, 1).edits[0]?.id !== before;
      const state = everything(db);
      expect({ kind, changed: state !== states.at(-1) }).toEqual({ kind, changed: made });
      if (made) states.push(state);
      expect(db.pragma('foreign_key_check')).toEqual([]);
    }
    expect(states.length).toBeGreaterThan(25);
    for (let i = states.length - 2; i >= 0; i--) {
      if (i % 9 === 0) reopen();
      await corrections.undo();
      expect(everything(db)).toBe(states[i]);
    }
    expect((await corrections.undo()).edit).toBeNull();
    for (const state of states.slice(1)) {
      expect((await corrections.redo()).edit).toMatchObject({ undone: false });
      expect(everything(db)).toBe(state);
    }
    expect((await corrections.redo()).edit).toBeNull();
    expect(everything(db)).toBe(states.at(-1));
  });

  it('survive the process, and tell what they did', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.merge(['p1', 'c2'], at, true);
    reopen();
    expect((await corrections.undo()).edit).toMatchObject({
      kind: 'merged',
      summary: { into: 'Anna' },
      undone: true,
    });
    reopen();
    expect(readHistory(db, 9)).toMatchObject({
      edits: [
        { kind: 'merged', undone: true },
        { kind: 'named', undone: false },
      ],
      canUndo: true,
      canRedo: true,
    });
    expect((await corrections.redo()).edit).toMatchObject({ kind: 'merged' });
    expect((await people.get('p1', at)).person.name).toBe('Anna');
  });

  it('end at a new edit: those undone are forgotten', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.undo();
    await corrections.name('c1', 'Berta', at);
    expect((await corrections.redo()).edit).toBeNull();
    expect(readHistory(db, 9).edits.map(({ summary }) => summary)).toEqual([
      { kind: 'named', name: 'Berta', faces: expect.any(Number) },
    ]);
  });

  it('change nothing where something else has changed a row since', async () => {
    await corrections.name('c1', 'Anna', at);
    db.prepare('DELETE FROM labels WHERE face_id = 1').run();
    const before = everything(db);
    await expect(corrections.undo()).rejects.toMatchObject({ code: 'edit-outdated' });
    expect(everything(db)).toBe(before);
    expect(readHistory(db, 1)).toMatchObject({ edits: [{ undone: false }], canUndo: true, canRedo: false });
  });

  it('leaves a distance as another model has set it since, and goes on to the edits before', async () => {
    await corrections.name('c1', 'Anna', at);
    await corrections.saveGrouping({ distance: 0.3, minFaces: 2 });
    writeGrouping(db, { distance: 0.7, minFaces: 2 });
    expect((await corrections.undo()).edit).toMatchObject({ summary: { kind: 'settled' } });
    expect(readGrouping(db).distance).toBe(0.7);
    expect((await corrections.undo()).edit).toMatchObject({ summary: { kind: 'named' } });
    expect(listPeople(db)).toEqual([]);
  });

  it('are nothing in a library without edits', async () => {
    expect((await corrections.undo()).edit).toBeNull();
    expect((await corrections.redo()).edit).toBeNull();
    expect(readHistory(db, 5)).toEqual({ edits: [], canUndo: false, canRedo: false });
  });
});
