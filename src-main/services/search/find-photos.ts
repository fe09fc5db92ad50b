import type { PhotoQuery } from '../../contract/search.ts';
import { photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { PhotoRow } from '../../db/photos.ts';
import { countMatching, type PhotoFilter, searchPhotos } from '../../db/photo-search.ts';
import type { PeopleAtHand } from '../corrections/resolve.ts';
import type { StackIndex } from '../stacks/stacks.ts';

/**
 * Photos that match a query, newest first.
 * @param stacks with it, only the best of the found photos of each stack
 * @throws FamiliarError `not-found` where one of its people is not there
 */
export async function findPhotos(
  db: ReadableDb,
  people: Pick<PeopleAtHand, 'facesOf'>,
  { all, any, without, from, to, undated = false, films = false, distance, offset, limit }: PhotoQuery,
  stacks?: StackIndex,
): Promise<{ photos: PhotoRow[]; total: number }> {
  const photosOf = async (id: string): Promise<Set<number>> =>
    new Set(photosOfFaces(db, (await people.facesOf(id, distance)).faceIds).values());
  const photosOfEach = (ids: readonly string[]) => Promise.all(ids.map(photosOf));
  const among = together(await photosOfEach(all), await photosOfEach(any));
  const excluded = union(await photosOfEach(without));
  // Of people's photos the best one among those found counts, which need not be the best of its stack.
  const found = among?.filter((id) => !excluded.has(id)) ?? null;
  const filter: PhotoFilter = {
    among: found && (stacks ? stacks.onceEach(found) : found),
    except: [...excluded, ...(found === null && stacks ? stacks.covered() : [])],
    from,
    to,
    undated,
    films,
  };
  return { photos: searchPhotos(db, filter, offset, limit), total: countMatching(db, filter) };
}

/** Photos in all of the first sets and in at least one of the others, if there are any; null for an empty query. */
function together(all: readonly Set<number>[], any: readonly Set<number>[]): number[] | null {
  const asked = any.length === 0 ? all : [...all, union(any)];
  if (asked.length === 0) return null;
  const [first = new Set<number>(), ...others] = asked;
  return [...first].filter((photo) => others.every((other) => other.has(photo)));
}

const union = (sets: readonly Set<number>[]): Set<number> => new Set(sets.flatMap((set) => [...set]));
