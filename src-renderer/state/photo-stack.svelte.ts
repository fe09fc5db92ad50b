import type { PhotoStack } from '../../src-main/contract/stacks.ts';
import { api } from './engine.svelte.ts';
import { Query } from './query.svelte.ts';

/** The stack of a photo; null for a photo in none. */
export const photoStack = new Query<{ photoId: number }, PhotoStack | null>({
  parts: ['photos', 'grouping'],
  ask: async (key, signal) => {
    const { stacks } = await api.call('stacks.list', { ...key, offset: 0, limit: 1 }, { signal });
    return stacks[0] ?? null;
  },
});
