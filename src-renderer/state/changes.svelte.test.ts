import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Changed } from '../../src-main/contract/edits.ts';
import { Changes } from './changes.svelte.ts';

const edit = (revision: number): Changed => ({ revision, parts: ['people'], people: ['p1'], photos: [] });

let changes: Changes;
let heard: (Changed | null)[];

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  changes = new Changes();
  changes.listen((changed) => heard.push(changed));
});
afterEach(() => void vi.useRealTimers());

const aWhile = () => vi.advanceTimersByTimeAsync(1000);

test('an edit of the page is no news, whichever comes first, its answer or its event', async () => {
  await changes.begin(4);
  heard = [];
  changes.hear(5);
  await changes.take(edit(5));
  await aWhile();
  await changes.take(edit(6));
  changes.hear(6);
  await aWhile();
  expect(heard).toEqual([edit(5), edit(6)]);
});

test('what nobody has answered for is news, once for several events', async () => {
  await changes.begin(4);
  heard = [];
  changes.hear(5);
  changes.hear(6);
  await aWhile();
  expect(heard).toEqual([null]);
  changes.hear(6);
  await aWhile();
  expect(heard).toEqual([null]);
});

test('an edit that follows a change of somebody else brings that along', async () => {
  await changes.begin(4);
  heard = [];
  changes.hear(5);
  await changes.take(edit(6));
  await aWhile();
  expect(heard).toEqual([null, edit(6)]);
});

test('an edit that changed nothing says nothing', async () => {
  await changes.begin(4);
  heard = [];
  await changes.take(null);
  expect(heard).toEqual([]);
});

test('an engine that has started anew counts from the beginning', async () => {
  await changes.begin(40);
  await changes.begin(0);
  heard = [];
  changes.hear(1);
  await aWhile();
  expect(heard).toEqual([null]);
});
