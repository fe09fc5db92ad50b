import { beforeEach, expect, test, vi } from 'vitest';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('./engine.svelte.ts', () => ({ api: { call } }));
const { PeopleFold } = await import('./people-fold.svelte.ts');

const total = 1200;
const grouping = { distance: 0.3, minFaces: 2 };

beforeEach(() => {
  call.mockReset();
  call.mockImplementation(async (_method: string, { offset, limit }: { offset: number; limit: number }) => {
    const length = Math.max(0, Math.min(limit, total - offset));
    return { people: Array.from({ length }, (_, at) => ({ id: `c${offset + at + 1}` })), total };
  });
});

test('fetches the groups left out of the list as they come into view', async () => {
  const fold = new PeopleFold('smaller');
  await fold.ensure(100);
  expect(call).not.toHaveBeenCalled();
  fold.follow(grouping);
  await fold.list.need(grouping);
  expect([fold.people.length, fold.total]).toEqual([500, total]);
  await fold.ensure(501);
  expect(call.mock.lastCall?.[1]).toEqual({ ...grouping, which: 'smaller', offset: 500, limit: 500 });
  await fold.ensure(5000);
  expect(fold.people.at(-1)?.id).toBe('c1200');
});
