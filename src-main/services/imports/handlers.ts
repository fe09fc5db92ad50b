import { absolutePath } from '../../common/absolute-path.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import { listPhotoIds, photosInFolder } from '../../db/photo-search.ts';
import type { WritableDb } from '../../db/open.ts';
import { countMissingPhotos, listMissingPhotos } from '../../db/photos.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { listFolders } from '../files/folders.ts';
import { describeFolders, excludedEverywhere, isWatching } from './imported-folders.ts';
import type { Imports } from './imports.ts';
import { lookAgain, previewLook } from './look-again.ts';
import { samplePhotos } from './samples.ts';
import { readSensitivity, writeSensitivity } from './sensitivity.ts';

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
  | 'photos.missing'
  | Extract<MethodName, `detection.${string}`>;

/** Photos of a preview. */
const usualSample = 24;

/** So many of the items, evenly spread. */
const sampleOf = (ids: readonly number[], count: number): number[] =>
  ids.filter(
    (_, i) =>
      ids.length <= count ||
      Math.floor((i * count) / ids.length) !== Math.floor(((i - 1) * count) / ids.length),
  );

const answer = (_done: void) => ({});

/**
 * Methods of the contract that import photos and follow their folders.
 * @param watch called after a change of the watched folders
 * @param stored called after faces came or went
 */
export function importHandlers(
  db: WritableDb,
  imports: Imports,
  { recogniser, watch, stored }: { recogniser: Recogniser; watch: () => void; stored: () => void },
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
    'detection.get': () => ({ sensitivity: readSensitivity(db) }),
    'detection.set': ({ sensitivity }) => answer(writeSensitivity(db, sensitivity)),
    'detection.preview': ({ sensitivity, photos, sample = usualSample }, { signal }) =>
      previewLook(db, recogniser, photos ?? sampleOf(listPhotoIds(db), sample), sensitivity, signal),
    'detection.lookAgain': async ({ photos, folder, sensitivity = readSensitivity(db) }, { signal }) => {
      const within = folder === undefined ? listPhotoIds(db) : photosInFolder(db, absolutePath(folder));
      const ids = photos ?? within;
      if (ids.length === 0) throw new FamiliarError('not-found', 'there is no photo to look at');
      return lookAgain(db, recogniser, ids, sensitivity, { signal, stored });
    },
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
