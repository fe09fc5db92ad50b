import { isAbsolute } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers, Result } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listPeople } from '../../db/people.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { activeModel } from '../model-session/active-model.ts';
import { activeCalibration } from '../model-session/calibration.ts';
import type { FaceSearch } from '../model-session/face-search.ts';
import type { People } from '../people/people.ts';
import { toPhotoSummary } from '../files/photos.ts';
import { identify, recogniseWithActive } from './identify.ts';
import { findPhotos } from './find-photos.ts';

type SearchMethod = 'photos.search' | 'faces.identify' | 'people.named';

/**
 * The part of the contract in which the user looks for photos and people.
 * @param search the nearest faces by the model in force
 */
export function searchHandlers(
  db: ReadableDb,
  people: People,
  recogniser: Pick<Recogniser, 'recognise'>,
  search: () => FaceSearch,
): Pick<Handlers, SearchMethod> {
  return {
    'photos.search': async (query) => {
      const { photos, total } = await findPhotos(db, people, query);
      return { photos: photos.map(toPhotoSummary), total };
    },
    'faces.identify': ({ path, distance }, { signal }) => {
      if (!isAbsolute(path)) throw new FamiliarError('bad-request', `${path} is no absolute path`);
      return identifyIn({ db, people, recogniser, search }, path, distance, signal);
    },
    'people.named': () => ({ people: listPeople(db).map(({ id, name }) => ({ id: `p${id}`, name })) }),
  };
}

/** What a photo from outside is compared with and looked at by. */
export interface LookedIn {
  db: ReadableDb;
  people: People;
  recogniser: Pick<Recogniser, 'recognise'>;
  search: () => FaceSearch;
}

/**
 * Whom the faces in a photo look like, as grouped at a distance; nothing is stored.
 * @throws FamiliarError as {@link recogniseWithActive} does
 */
export async function identifyIn(
  { db, people, recogniser, search }: LookedIn,
  path: string,
  distance: number,
  signal?: AbortSignal,
): Promise<Result<'faces.identify'>> {
  const calibration = activeCalibration(db);
  const owners = await people.owners(distance, signal);
  const photo = await recogniseWithActive(recogniser, path, () => activeModel(db));
  signal?.throwIfAborted();
  const comparison = { index: search().catchUp(), owners, calibration };
  return { faces: identify(photo, comparison) };
}
