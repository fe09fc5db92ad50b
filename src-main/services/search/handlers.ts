import { absolutePath } from '../../common/absolute-path.ts';
import type { Handlers, Result } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countMatching, searchPhotos } from '../../db/photo-search.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { describePhoto, listMonths, listPhotoPage, similarFaces, toPhotoSummary } from '../files/photos.ts';
import { activeModel } from '../model-session/active-model.ts';
import { activeCalibration } from '../model-session/calibration.ts';
import { readGrouping } from '../model-session/grouping.ts';
import type { FaceSpace } from '../model-session/session.ts';
import type { People } from '../people/people.ts';
import type { Stacks } from '../stacks/stacks.ts';
import { findPhotos } from './find-photos.ts';
import { identify, recogniseWithActive } from './identify.ts';

type SearchMethod =
  'photos.list' | 'photos.months' | 'photos.get' | 'photos.search' | 'faces.identify' | 'faces.similar';

/** The parts of a library in which photos and faces are looked up. */
export interface SearchParts {
  db: ReadableDb;
  people: People;
  recogniser: Pick<Recogniser, 'recognise'>;
  session: { readonly current: Pick<FaceSpace, 'search'> };
  stacks: Stacks;
}

const anyDate = { from: null, to: null, undated: false, films: false };

/** Methods of the contract that list and find photos, and find faces that look alike. */
export function searchHandlers(parts: SearchParts): Pick<Handlers, SearchMethod> {
  const { db, people, session, stacks } = parts;
  return {
    'photos.list': async ({ offset, limit, stacks: asStacks }, { signal }) => {
      if (!asStacks) return listPhotoPage(db, offset, limit);
      const everything = { among: null, except: (await stacks.index(signal)).covered(), ...anyDate };
      const page = searchPhotos(db, everything, offset, limit).map(toPhotoSummary);
      return { photos: await stacks.counted(page, signal), total: countMatching(db, everything) };
    },
    'photos.months': async ({ stacks: asStacks }, { signal }) => {
      const covered = asStacks ? (await stacks.index(signal)).covered() : [];
      return { months: listMonths(db, covered) };
    },
    'photos.get': async ({ id, distance }, { signal }) =>
      describePhoto(db, id, await people.owners(distance, signal)),
    'photos.search': async ({ stacks: asStacks, ...query }, { signal }) => {
      const index = asStacks ? await stacks.index(signal) : undefined;
      const { photos, total } = await findPhotos(db, people, query, index);
      const found = photos.map(toPhotoSummary);
      return { photos: asStacks ? await stacks.counted(found, signal) : found, total };
    },
    'faces.identify': ({ path, distance }, { signal }) => {
      return identifyIn(parts, absolutePath(path), distance, signal);
    },
    'faces.similar': async ({ id, limit }, { signal }) => {
      const owners = await people.owners(readGrouping(db).distance, signal);
      return { faces: similarFaces(session.current.search.neighbours(id, limit), owners) };
    },
  };
}

/**
 * Similar people of each face in a photo, as grouped at a distance; nothing is stored.
 * @throws FamiliarError as {@link recogniseWithActive} does
 */
export async function identifyIn(
  { db, people, recogniser, session }: Omit<SearchParts, 'stacks'>,
  path: string,
  distance: number,
  signal?: AbortSignal,
): Promise<Result<'faces.identify'>> {
  const calibration = activeCalibration(db);
  const owners = await people.owners(distance, signal);
  const photo = await recogniseWithActive(recogniser, path, () => activeModel(db));
  signal?.throwIfAborted();
  const comparison = { index: session.current.search.catchUp(), owners, calibration };
  return { faces: identify(photo, comparison) };
}
