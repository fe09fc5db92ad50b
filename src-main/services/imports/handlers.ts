import { absolutePath } from '../../common/absolute-path.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countMissingPhotos, listMissingPhotos } from '../../db/photos.ts';
import { listFolders } from '../files/folders.ts';
import { describeFolders, excludedEverywhere, isWatching } from './imported-folders.ts';
import type { Imports } from './imports.ts';
import { samplePhotos } from './samples.ts';

type ImportMethod =
  | 'import.start'
  | 'import.samples'
  | 'import.pause'
  | 'import.resume'
  | 'import.cancel'
  | 'import.failures'
  | 'folders.imported'
  | 'folders.lookAgain'
  | 'folders.watch'
  | 'folders.exclude'
  | 'folders.list'
  | 'photos.missing';

const answer = (_done: void) => ({});

/**
 * Methods of the contract that import photos and follow their folders.
 * @param watch called after a change of the watched folders
 */
export function importHandlers(
  db: ReadableDb,
  imports: Imports,
  watch: () => void,
): Pick<Handlers, ImportMethod> {
  const { folders } = imports;
  return {
    'import.start': ({ paths, exclude, followLinks }) => {
      const isSaid = exclude !== undefined || followLinks !== undefined;
      const folder = isSaid ? { excluded: exclude ?? [], followLinks: followLinks ?? false } : undefined;
      return answer(imports.start(paths.map(absolutePath), { folder }));
    },
    'import.samples': () => answer(startSamples(imports)),
    'import.pause': () => answer(imports.pause()),
    'import.resume': () => answer(imports.resume()),
    'import.cancel': async () => answer(await imports.cancel()),
    'import.failures': () => ({ failures: imports.failures() }),
    'folders.imported': () => ({
      folders: describeFolders(db),
      watch: isWatching(db),
      exclude: excludedEverywhere(db),
    }),
    'folders.lookAgain': ({ paths }) => {
      for (const path of paths ?? []) folders.get(path);
      return answer(imports.lookAgain(paths, false));
    },
    'folders.watch': ({ path, on }) => {
      folders.watch(path, on);
      return answer(watch());
    },
    'folders.exclude': ({ globs }) => answer(folders.exclude(globs)),
    'folders.list': ({ path }) => listFolders(path),
    'photos.missing': ({ offset, limit }) => ({
      photos: listMissingPhotos(db, offset, limit),
      total: countMissingPhotos(db),
    }),
  };
}

/**
 * @throws FamiliarError `not-found`
 */
function startSamples(imports: Imports): void {
  const samples = samplePhotos();
  if (samples.length === 0) throw new FamiliarError('not-found', 'the sample photos are not there');
  imports.start(samples);
}
