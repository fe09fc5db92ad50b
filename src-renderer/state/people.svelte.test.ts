import { beforeEach, expect, test, vi } from 'vitest';
import type { EditEntry, EditSummary } from '../../src-main/contract/edits.ts';
import type { PersonSummary } from '../../src-main/contract/models.ts';
import { expireQueries } from './query.svelte.ts';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('./engine.svelte.ts', () => ({ api: { call } }));
const { People } = await import('./people.svelte.ts');

/** Everybody in a library: every third one is hidden. */
const everybody = Array.from({ length: 1400 }, (_, at): PersonSummary => ({
  id: `c${at + 1}`,
  name: null,
  faces: 2000 - at,
  photos: 1,
  cover: at + 1,
  hidden: at % 3 === 2,
  favourite: false,
}));
const hidden = everybody.filter((person) => person.hidden).length;
let names: string[];
/** Total that the engine states, and the hidden ones that it counts. */
let counted: { total: number; hidden: number };
let people: InstanceType<typeof People>;

beforeEach(() => {
  names = ['Ada', 'Grace'];
  counted = { total: everybody.length, hidden };
  call.mockReset();
  call.mockImplementation(async (method: string, { offset = 0, limit = 0, distance = 0 }) => {
    if (method === 'people.names') return { names };
    const part = everybody.slice(offset, offset + limit);
    return { distance, people: part, ...counted, unassigned: 3, leftOut: {} };
  });
  people = new People();
  people.adopt(0.3, 2);
});

const asked = (method: string) => call.mock.calls.filter(([name]) => name === method);
const listed = () => people.list.need(people.grouping);

test('takes over the grouping in force until the user chooses one, and anew with another model', () => {
  people.adopt(0.4, 3);
  expect(people.grouping).toEqual({ distance: 0.4, minFaces: 3 });
  people.choose({ distance: 0.5 });
  expect(people.grouping).toEqual({ distance: 0.5, minFaces: 3 });
  people.choose({ distance: 0 });
  expect(people.distance).toBe(0);
  people.choose({ distance: 0.5 });
  people.choose({ minFaces: 1 });
  people.adopt(0.2, 5);
  expect(people.grouping).toEqual({ distance: 0.5, minFaces: 1 });
  people.adoptAnew(0.9, 2);
  expect(people.grouping).toEqual({ distance: 0.9, minFaces: 2 });
  people.adopt(0.8, 2);
  expect(people.distance).toBe(0.8);
});

test('counts those of a list whom nobody has fetched yet', async () => {
  expect(people.groups).toBeNull();
  expect(people.count('shown')).toBe(0);
  await listed();
  expect(people.groups).toMatchObject({ total: 1400, hidden, unassigned: 3 });
  expect(people.count('shown')).toBe(1400 - hidden);
  expect(people.count('hidden')).toBe(hidden);
  expect(people.loaded).toHaveLength(500);
  expect(people.shown.length + people.hidden.length).toBe(500);
});

test('fetches on until as many are there as come into view, each once and in order', async () => {
  await listed();
  await people.ensure('shown', 300);
  expect(asked('people.list')).toHaveLength(1);
  await people.ensure('shown', 400);
  expect(asked('people.list').at(-1)?.[1]).toEqual({ distance: 0.3, minFaces: 2, offset: 500, limit: 500 });
  expect(people.loaded.map(({ id }) => id)).toEqual(everybody.slice(0, 1000).map(({ id }) => id));
  await people.ensure('shown', 10_000);
  expect(people.loaded).toHaveLength(1400);
  await people.ensure('shown', 10_000);
  expect(people.loaded).toHaveLength(1400);
  // No more is asked for than the list has.
  expect(asked('people.list').map(([, { offset, limit }]) => [offset, limit])).toEqual([
    [0, 500],
    [500, 500],
    [1000, 500],
  ]);
});

test('ends where the engine has fewer people than it counted', async () => {
  counted = { total: everybody.length, hidden: 0 };
  await listed();
  await people.ensure('shown', 10_000);
  expect(asked('people.list').every(([, { offset }]) => offset < everybody.length)).toBe(true);

  counted = { total: 2 * everybody.length, hidden };
  await people.list.load(people.grouping);
  call.mockClear();
  const engine = call.getMockImplementation()!;
  call.mockImplementation((...args) => {
    if (call.mock.calls.length > 20) throw new Error('asked without end');
    return engine(...args);
  });
  await people.ensure('shown', 10_000);
  expect(people.loaded).toHaveLength(everybody.length);
  expect(call.mock.calls.length).toBeLessThan(10);
});

test('fetches on with the grouping that the list began with', async () => {
  await listed();
  const engine = call.getMockImplementation()!;
  call.mockImplementation((...args) => {
    people.choose({ distance: 0.6 });
    return engine(...args);
  });
  await people.ensure('hidden', 400);
  expect(new Set(asked('people.list').map(([, { distance }]) => distance))).toEqual(new Set([0.3]));
});

test('asks for the list and the names anew after edits of what they show, and can cancel either', async () => {
  await listed();
  await people.loadNames();
  for (const [part, lists] of [
    ['grouping', 2],
    ['people', 3],
    ['photos', 3],
  ] as const) {
    expireQueries({ revision: 5, parts: [part], people: [], photos: [] });
    await listed();
    expect(asked('people.list')).toHaveLength(lists);
  }
  await people.loadNames();
  expect(asked('people.names')).toHaveLength(2);
  for (const [, , options] of call.mock.calls) expect(options.signal).toBeInstanceOf(AbortSignal);
});

test('looks for hidden people ever farther', async () => {
  await listed();
  await people.ensure('hidden', 400);
  expect(people.hidden.length).toBeGreaterThanOrEqual(400);
  expect(asked('people.list').map(([, { offset, limit }]) => [offset, limit])).toEqual([
    [0, 500],
    [500, 500],
    [1000, 1000],
  ]);
});

test('asks for no more again than were looked at', async () => {
  await listed();
  await people.ensure('shown', 10_000);
  // The view says where it is whenever the list has grown.
  await people.ensure('shown', 10_000);
  await people.list.load(people.grouping);
  // All of them were in view.
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ offset: 0, limit: 1500 });
  // Hidden people may be among them.
  await people.ensure('shown', 900);
  await people.list.load(people.grouping);
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ offset: 0, limit: 1500 });
  // Hidden people may be anywhere.
  await people.ensure('hidden', 20);
  await people.list.load(people.grouping);
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ offset: 0, limit: 1500 });
  await people.ensure('shown', 20);
  await people.list.load(people.grouping);
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ offset: 0, limit: 500 });
});

const entry = (summary: EditSummary, undone = false): EditEntry => ({
  id: 1,
  at: '2026-01-01T12:00:00.000Z',
  kind: summary.kind,
  summary,
  undone,
});
const naming = (revision: number) => ({ revision, parts: ['people' as const], people: ['p1'], photos: [] });

test('knows the names in use after a name was given, without asking for them', async () => {
  await people.loadNames();
  people.takeNames(entry({ kind: 'named', name: 'Bea', faces: 2 }), 7);
  expireQueries(naming(7));
  await people.loadNames();
  expect(people.names).toEqual(['Ada', 'Bea', 'Grace']);
  people.takeNames(entry({ kind: 'renamed', from: 'Ada', to: 'Hedy' }), 8);
  expireQueries(naming(8));
  await people.loadNames();
  expect(people.names).toEqual(['Bea', 'Grace', 'Hedy']);
  expect(asked('people.names')).toHaveLength(1);
});

test('asks for the names in use after any other edit, and after an edit was undone', async () => {
  await people.loadNames();
  names = ['Grace'];
  people.takeNames(entry({ kind: 'merged', faces: 2, into: 'Grace' }), 7);
  expireQueries(naming(7));
  await people.loadNames();
  expect(people.names).toEqual(['Grace']);
  people.takeNames(entry({ kind: 'named', name: 'Bea', faces: 2 }, true), 8);
  expireQueries(naming(8));
  // A name does not make an outdated answer current.
  const before = people.names;
  people.takeNames(entry({ kind: 'named', name: 'Cleo', faces: 2 }), 9);
  expect(people.names).toEqual(before);
  expireQueries(naming(9));
  await people.loadNames();
  expect(people.names).toEqual(['Grace']);
  expect(asked('people.names')).toHaveLength(3);
});

test('knows a name once, though two people were given it', async () => {
  await people.loadNames();
  people.takeNames(entry({ kind: 'named', name: 'Grace', faces: 2 }), 7);
  expect(people.names).toEqual(['Ada', 'Grace']);
  people.takeNames(entry({ kind: 'renamed', from: 'Ada', to: 'Grace' }), 8);
  expect(people.names).toEqual(['Grace']);
});

test('takes over no name while the first answer is under way', async () => {
  const loading = people.loadNames();
  people.takeNames(entry({ kind: 'named', name: 'Bea', faces: 2 }), 7);
  expect(people.names).toEqual([]);
  await loading;
  expect(people.names).toEqual(['Ada', 'Grace']);
});

test('asks for another order, and for names that contain a text', async () => {
  people.order = 'name';
  people.match = 'an';
  await people.list.need(people.listing);
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ sort: 'name', match: 'an', offset: 0 });
  await people.ensure('shown', 400);
  expect(asked('people.list').at(-1)?.[1]).toMatchObject({ sort: 'name', match: 'an', offset: 500 });
});

test('parts the list into favourites, named and unnamed people, without empty parts', async () => {
  expect(people.sections('shown')).toEqual([]);
  await listed();
  people.list.answer = { ...people.list.answer!, favourites: 2, named: 0 };
  expect(people.sections('shown')).toEqual([
    { section: 'favourites', from: 0, total: 2 },
    { section: 'unnamed', from: 2, total: 1400 - hidden - 2 },
  ]);
  expect(people.sections('hidden')).toEqual([{ section: null, from: 0, total: hidden }]);
});
