import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { Changed } from '../../src-main/contract/edits.ts';
import { expireQueries, queriesAnswered, Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const changed = (over: Partial<Changed>): Changed => ({
  revision: 1,
  parts: ['people'],
  people: [],
  photos: [],
  ...over,
});

/** A query whose answers come when the test says so. */
function slowQuery() {
  const asked: {
    key: string;
    signal: AbortSignal;
    answer: (text: string) => void;
    fail: (e: Error) => void;
  }[] = [];
  const query = new Query<string, string>({
    parts: ['people'],
    ask: (key, signal) =>
      new Promise((resolve, reject) => asked.push({ key, signal, answer: resolve, fail: reject })),
  });
  return { query, asked };
}

const echo = () => {
  const ask = vi.fn(async (key: string) => `answer to ${key}`);
  return { ask, query: new Query<string, string>({ parts: ['people', 'grouping'], ask }) };
};

afterEach(() => {
  toasts.list = [];
});

test('asks once for a key for as long as nothing changes', async () => {
  const { ask, query } = echo();
  expect(query.answer).toBeNull();
  await Promise.all([query.need('a'), query.need('a')]);
  expect(query.answer).toBe('answer to a');
  await query.need('a');
  expect(ask).toHaveBeenCalledTimes(1);
  await query.need('b');
  expect(query.answer).toBe('answer to b');
  await query.load('b');
  expect(ask).toHaveBeenCalledTimes(3);
});

test('goes out of date by edits of what it shows, and by news of any kind', async () => {
  const { ask, query } = echo();
  await query.need('a');
  expireQueries(changed({ parts: ['photos', 'settings'] }));
  expect(query.stale).toBeNull();
  expireQueries(changed({ parts: ['settings', 'grouping'] }));
  expect(query.stale).toBe('edit');
  await query.need('a');
  expect(ask).toHaveBeenCalledTimes(2);
  expireQueries(null);
  expect(query.stale).toBe('news');
  // The user's own edit does not wait as news does.
  expireQueries(changed({}));
  expect(query.stale).toBe('edit');
});

test('stays up to date where an edit of its parts does not concern it', async () => {
  const query = new Query<null, number>({
    parts: ['people'],
    concerns: ({ people }) => people.includes('p1'),
    ask: async () => 1,
  });
  await query.need(null);
  expireQueries(changed({ people: ['p2'] }));
  expect(query.stale).toBeNull();
  expireQueries(changed({ people: ['p2', 'p1'] }));
  expect(query.stale).toBe('edit');
});

test('what expires while an answer is on its way is out of date when it comes', async () => {
  const { query, asked } = slowQuery();
  const loading = query.load('a');
  expireQueries(null);
  asked[0]?.answer('early');
  await loading;
  expect(query.answer).toBe('early');
  expect(query.stale).toBe('news');
});

test('shows the newest of several, and nothing of a call whose answer was forgotten', async () => {
  const { query, asked } = slowQuery();
  const [first, second] = [query.load('a'), query.load('b')];
  asked[0]?.answer('to a');
  await first;
  expect(query.answer).toBeNull();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer('to b');
  await second;
  expect(query.answer).toBe('to b');

  const third = query.load('c');
  query.clear();
  asked[2]?.answer('to c');
  await third;
  expect(query.answer).toBeNull();
});

test('tells of a failure, keeps the last answer, and asks again when that is needed next', async () => {
  const { query, asked } = slowQuery();
  const first = query.load('a');
  asked[0]?.answer('good');
  await first;
  const second = query.load('a');
  vi.spyOn(console, 'error').mockImplementationOnce(() => {});
  asked[1]?.fail(new Error('broken'));
  await second;
  expect(query.answer).toBe('good');
  expect(toasts.list.map(({ tone }) => tone)).toEqual(['error']);
  const third = query.need('a');
  asked[2]?.answer('better');
  await third;
  expect(query.answer).toBe('better');
});

test('a view that is shown asks when the key or the library is another, and an edit waits for that', async () => {
  const { ask, query } = echo();
  let key = $state('a');
  const hide = $effect.root(() => {
    $effect(() => query.follow(key));
  });
  await queriesAnswered();
  expect(query.answer).toBe('answer to a');
  key = 'b';
  flushSync();
  await queriesAnswered();
  expect(query.answer).toBe('answer to b');
  expect(ask).toHaveBeenCalledTimes(2);
  expireQueries(changed({}));
  await queriesAnswered();
  expect(ask).toHaveBeenCalledTimes(3);
  hide();
  expireQueries(changed({}));
  await queriesAnswered();
  expect(ask).toHaveBeenCalledTimes(3);
});

test('grows until a step has no more', async () => {
  const query = new Query<null, number[]>({ parts: ['people'], ask: async () => [1] });
  await query.need(null);
  const step = vi.fn(async (list: number[]) => (list.length < 3 ? [...list, list.length + 1] : null));
  await Promise.all([query.grow(step), query.grow(step)]);
  expect(query.answer).toEqual([1, 2, 3]);
  expect(step).toHaveBeenCalledTimes(3);
});

test('what would make an earlier answer grow is not put onto a later one', async () => {
  let answer = [1];
  const query = new Query<null, number[]>({ parts: ['people'], ask: async () => answer });
  await query.need(null);
  let more = (_: number[]): void => {};
  const growing = query.grow(() => new Promise((resolve) => (more = resolve)));
  answer = [7];
  await query.load(null);
  more([1, 2]);
  await growing;
  expect(query.answer).toEqual([7]);
  // Another growth may begin.
  await query.grow(async (list) => (list.length < 2 ? [...list, 8] : null));
  expect(query.answer).toEqual([7, 8]);
});
