import { api } from './engine.svelte.ts';
import { Query } from './query.svelte.ts';

/** Who is in a photo as other programs say, without saying which face: names by photo. */
export const askedNames = new Query<{ photoId: number; distance: number }, string[]>({
  parts: ['proposals', 'people', 'grouping'],
  ask: async (key, signal) => {
    const { photos } = await api.call('proposals.asked', { ...key, limit: 1 }, { signal });
    return photos[0]?.names ?? [];
  },
});
