import { isAbsolute } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listAlbums } from './albums.ts';
import { describeRun, describeRuns } from './history.ts';
import type { Training } from './training.ts';

type TrainingMethod = Extract<MethodName, `training.${string}`>;

/** Methods of the contract for training. */
export function trainingHandlers(db: ReadableDb, training: Training): Pick<Handlers, TrainingMethod> {
  return {
    'training.plan': ({ people }, { signal }) => training.plan(people, signal),
    'training.albums': async ({ folder }) => ({
      albums: (await listAlbums(absolute(folder))).map(({ name, paths }) => ({ name, photos: paths.length })),
    }),
    'training.takeAlbums': ({ folder }, { signal }) => training.takeAlbums(absolute(folder), signal),
    'training.start': async ({ albums, ...options }) => ({
      run: await training.start({ ...options, albums: albums === null ? null : absolute(albums) }),
    }),
    'training.pause': () => answer(training.pause()),
    'training.resume': () => answer(training.resume()),
    'training.stop': () => answer(training.stop()),
    'training.progress': () => ({ progress: training.progress }),
    'training.runs': () => ({ runs: describeRuns(db) }),
    'training.run': ({ id }) => describeRun(db, id),
    'training.use': ({ id }) => answer(training.use(id)),
    'training.keepOld': async ({ id }) => answer(await training.keepOld(id)),
    'training.rollBack': () => ({ model: training.rollBack() }),
  };
}

const answer = (_done: void) => ({});

/** Paths are absolute, since the page has no working directory. */
function absolute(folder: string): string {
  if (!isAbsolute(folder)) throw new FamiliarError('bad-request', `${folder} is no absolute path`);
  return folder;
}
