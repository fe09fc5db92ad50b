import { basename } from 'node:path';
import { required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import type { PhotoStack } from '../../contract/stacks.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPhoto, getPhotos } from '../../db/photos.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { toPhotoSummary } from '../files/photos.ts';
import type { Stack, Stacks } from './stacks.ts';

type StackMethod = 'stacks.list' | 'stacks.top' | 'stacks.leave';

/** Methods of the contract about stacks. */
export function stackHandlers(
  db: ReadableDb,
  stacks: Stacks,
  corrections: Corrections,
): Pick<Handlers, StackMethod> {
  const mustBeThere = (id: number) => {
    const photo = getPhoto(db, id);
    if (!photo) throw new FamiliarError('not-found', `there is no photo ${id}`);
    return photo;
  };
  return {
    'stacks.list': async ({ photoId, offset, limit }, { signal }) => {
      const index = await stacks.index(signal);
      if (photoId === undefined) {
        const newest = index.stacks.toReversed();
        return { stacks: describeStacks(db, newest.slice(offset, offset + limit)), total: newest.length };
      }
      mustBeThere(photoId);
      const own = index.of(photoId);
      return { stacks: describeStacks(db, own ? [own] : []), total: own ? 1 : 0 };
    },
    'stacks.top': ({ photoId }) =>
      corrections.make(async () => {
        const { path } = mustBeThere(photoId);
        const own = (await stacks.index()).of(photoId);
        if (!own) throw new FamiliarError('not-found', `photo ${photoId} is in no stack`);
        return (edit) => {
          for (const id of own.photos) edit.remove('stack_choices', id);
          edit.put('stack_choices', { photo_id: photoId, choice: 'top' });
          return { summary: { kind: 'topped', photo: basename(path) }, result: {} };
        };
      }),
    'stacks.leave': ({ photos }) =>
      corrections.make(async () => {
        const ids = [...new Set(photos)];
        ids.forEach(mustBeThere);
        const index = await stacks.index();
        const stacked = ids.filter((id) => index.of(id));
        if (stacked.length === 0) throw new FamiliarError('not-found', 'none of these photos is in a stack');
        return (edit) => {
          for (const id of stacked) edit.put('stack_choices', { photo_id: id, choice: 'alone' });
          return { summary: { kind: 'unstacked', photos: stacked.length }, result: {} };
        };
      }),
  };
}

/** Stacks as the contract gives them. */
export function describeStacks(db: ReadableDb, stacks: readonly Stack[]): PhotoStack[] {
  const rows = new Map(
    getPhotos(
      db,
      stacks.flatMap(({ photos }) => photos),
    ).map((row) => [row.id, row]),
  );
  return stacks.map(({ photos, chosen }) => ({
    photos: photos.map((id) => {
      const row = required(rows.get(id));
      return { ...toPhotoSummary(row), path: row.path };
    }),
    chosen,
  }));
}
