import { absolutePath } from '../../common/absolute-path.ts';
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
      albums: (await listAlbums(absolutePath(folder))).map(({ name, paths }) => ({
        name,
        photos: paths.length,
      })),
    }),
    'training.takeAlbums': ({ folder }, { signal }) => training.takeAlbums(absolutePath(folder), signal),
    'training.start': async ({ albums, ...options }) => ({
      run: await training.start({ ...options, albums: albums === null ? null : absolutePath(albums) }),
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
