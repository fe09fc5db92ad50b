import { beforeEach, expect, test, vi } from 'vitest';
import type { Changed, EditEntry } from '../../src-main/contract/edits.ts';
import { FamiliarError } from '../../src-main/contract/errors.ts';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('./engine.svelte.ts', () => ({ api: { call } }));
const { changes } = await import('./changes.svelte.ts');
const { edits, editTopic } = await import('./edits.svelte.ts');
const { people } = await import('./people.svelte.ts');
const { toasts } = await import('./toasts.svelte.ts');

const named: EditEntry = {
  id: 1,
  at: '2026-01-01T12:00:00.000Z',
  kind: 'named',
  summary: { kind: 'named', name: 'Ada', faces: 3 },
  undone: false,
};
const settled: EditEntry = {
  ...named,
  kind: 'settled',
  summary: { kind: 'settled', distance: 0.3, minFaces: 2 },
};
const changed: Changed = { revision: 1, parts: ['people'], people: ['p1'], photos: [] };

/** Answers of the engine by method, made anew for each call. */
let answers: Record<string, () => unknown>;

beforeEach(() => {
  toasts.list = [];
  edits.open = false;
  edits.entries = null;
  call.mockReset();
  answers = { 'edits.list': () => ({ edits: [named], canUndo: true, canRedo: false }) };
  call.mockImplementation(async (method: string) => answers[method]?.());
});

const methods = () => call.mock.calls.map(([method]) => method as string);
const take = vi.spyOn(changes, 'take');

test('tells what an edit did, with a way back, and asks for nothing itself', async () => {
  const order: string[] = [];
  take.mockImplementationOnce(async () => void order.push('shown'));
  const result = await edits.make(
    async () => ({ result: { id: 'p1' }, edit: named, changed }),
    ({ id }) => order.push(`adopted ${id}`),
  );
  expect(result).toEqual({ id: 'p1' });
  expect(order).toEqual(['adopted p1', 'shown']);
  expect(take).toHaveBeenLastCalledWith(changed);
  expect(toasts.list).toMatchObject([{ tone: 'info', topic: editTopic }]);
  expect(toasts.list[0]?.text).toContain('Ada');
  expect(methods()).toEqual([]);

  answers['edits.undo'] = () => ({ result: {}, edit: { ...named, undone: true }, changed });
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(methods()).toEqual(['edits.undo']));
});

test('says nothing of an edit that changed nothing', async () => {
  await edits.make(async () => ({ result: {}, edit: null, changed: null }));
  expect(toasts.list).toEqual([]);
});

test('passes on why an edit was refused, and tells of none', async () => {
  const refused = new FamiliarError('not-found', 'gone');
  await expect(edits.make(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(toasts.list).toEqual([]);
});

test('undoes and redoes, and offers the opposite', async () => {
  answers['edits.undo'] = () => ({ result: {}, edit: { ...named, undone: true }, changed });
  answers['edits.redo'] = () => ({ result: {}, edit: named, changed });
  await edits.undo();
  expect(take).toHaveBeenLastCalledWith(changed);
  const redo = toasts.list[0]?.action?.label;
  expect(toasts.list[0]?.text).toContain('Ada');
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(toasts.list[0]?.action?.label).not.toBe(redo));
  expect(redo).toBeDefined();
  expect(toasts.list).toHaveLength(1);
  expect(toasts.list[0]?.text).toContain('Ada');
  expect(methods()).toEqual(['edits.undo', 'edits.redo']);
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(methods()).toEqual(['edits.undo', 'edits.redo', 'edits.undo']));
});

test('is done once the views show the edit', async () => {
  const shown = Promise.withResolvers<void>();
  take.mockImplementationOnce(() => shown.promise);
  let isDone = false;
  const making = edits.make(async () => ({ result: {}, edit: named, changed })).then(() => (isDone = true));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isDone).toBe(false);
  shown.resolve();
  await making;
});

test('passes the name of an edit on to the names in use', async () => {
  const takeNames = vi.spyOn(people, 'takeNames');
  await edits.make(async () => ({ result: {}, edit: named, changed }));
  expect(takeNames.mock.calls).toEqual([[named, changed.revision]]);
});

test('lists the history, and tells why it cannot', async () => {
  answers['edits.list'] = () => ({ edits: [settled, named], canUndo: false, canRedo: true });
  await edits.load();
  expect(edits).toMatchObject({ entries: [settled, named], canUndo: false, canRedo: true });
  expect(call.mock.calls).toEqual([['edits.list', { limit: 300 }]]);
  answers['edits.list'] = () => {
    throw new FamiliarError('library-damaged', 'unreadable');
  };
  await edits.load();
  expect(toasts.list).toMatchObject([{ tone: 'error' }]);
  expect(edits.entries).toEqual([settled, named]);
});

test('says where there is nothing to undo or redo', async () => {
  const nothing = () => ({ result: {}, edit: null, changed: null });
  answers['edits.undo'] = answers['edits.redo'] = nothing;
  await edits.undo();
  const text = toasts.list[0]?.text;
  await edits.redo();
  expect(toasts.list).toHaveLength(1);
  expect(toasts.list[0]?.text).not.toBe(text);
});

test('goes by the distance that is in force again when a choice of it is undone', async () => {
  people.adoptAnew(0.3, 2);
  people.choose({ distance: 0.3 });
  answers['edits.undo'] = () => ({
    result: {},
    edit: { ...settled, undone: true },
    changed: { ...changed, parts: ['settings'] },
  });
  answers['library.status'] = () => ({ distance: 0.25, minFaces: 5, photos: 1, import: { state: 'idle' } });
  await edits.undo();
  expect(people.grouping).toEqual({ distance: 0.25, minFaces: 5 });
  expect(methods()).toEqual(['edits.undo', 'library.status']);
});

test('tells why an edit could not be undone, and lists the history anew while it is open', async () => {
  edits.open = true;
  answers['edits.undo'] = () => {
    throw new FamiliarError('edit-outdated', 'a row has changed since');
  };
  await edits.undo();
  expect(toasts.list).toMatchObject([{ tone: 'error' }]);
  expect(edits).toMatchObject({ entries: [named], canUndo: true, canRedo: false });
  expect(methods()).toEqual(['edits.undo', 'edits.list']);
});

test('leaves the history alone while nobody looks at it', async () => {
  answers['edits.undo'] = () => ({ result: {}, edit: { ...named, undone: true }, changed });
  await edits.undo();
  expect(methods()).toEqual(['edits.undo']);
  expect(edits.entries).toBeNull();
});
