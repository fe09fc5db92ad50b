import type { Handlers, MethodName } from '../contract/methods.ts';
import type { Removal } from '../contract/removals.ts';

const removal: Removal = {
  id: 1,
  kind: 'folder',
  subject: '/photos',
  at: '2026-01-01T12:00:00.000Z',
  purgeAt: '2026-01-31T12:00:00.000Z',
  photos: 1,
  faces: 1,
};

/** The removal methods of the engine in memory. */
export const testRemoval: Pick<Handlers, Extract<MethodName, `removal.${string}`>> = {
  'removal.plan': () => ({
    photos: 1,
    faces: 1,
    labels: 0,
    names: [],
    received: 0,
    models: [],
    backups: 0,
  }),
  'removal.remove': () => ({ result: removal, edit: null, changed: null }),
  'removal.list': () => ({ removals: [removal] }),
  'removal.putBack': () => ({ result: {}, edit: null, changed: null }),
  'removal.purge': () => ({ removals: 1, photos: 1, faces: 1, models: [], backups: 0 }),
};
