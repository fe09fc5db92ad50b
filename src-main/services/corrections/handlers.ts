import type { Handlers } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { readHistory } from '../../edits/edit-log.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import type { Corrections } from './corrections.ts';
import { listNoFaces, restoreFaces } from './dismissed.ts';
import { datePhotos } from './date-photos.ts';
import { drawFace } from './draw.ts';
import { readGrouping } from '../model-session/grouping.ts';

type CorrectionMethod =
  | 'people.settle'
  | 'people.name'
  | 'people.merge'
  | 'people.split'
  | 'people.hide'
  | 'people.show'
  | 'people.cover'
  | 'people.loosen'
  | 'photos.date'
  | 'photos.hideStrangers'
  | 'faces.assign'
  | 'faces.reject'
  | 'faces.dismiss'
  | 'faces.dismissed'
  | 'faces.restore'
  | 'faces.draw'
  | 'edits.list'
  | 'edits.undo'
  | 'edits.redo';

const done = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};
const withId = async (id: Promise<string>) => ({ id: await id });
const withEdit = async <T>(edit: Promise<T>) => ({ edit: await edit });

/**
 * The part of the contract in which the user corrects, and takes corrections back.
 * @param facesStored called after a face was added
 */
export function correctionHandlers(
  db: ReadableDb,
  corrections: Corrections,
  recogniser: Recogniser,
  facesStored: () => void,
): Pick<Handlers, CorrectionMethod> {
  return {
    'people.settle': (grouping) => done(corrections.settle(grouping)),
    'people.name': ({ id, name, distance, merge }) => withId(corrections.name(id, name, distance, merge)),
    'people.merge': ({ ids, distance, merge }) => withId(corrections.merge(ids, distance, merge)),
    'people.split': ({ id, faces, distance }) => corrections.split(id, faces, distance),
    'people.hide': ({ ids, distance }) => done(corrections.hide(ids, distance)),
    'people.show': ({ ids }) => done(corrections.show(ids)),
    'people.cover': ({ id, face, distance }) => withId(corrections.cover(id, face, distance)),
    'people.loosen': ({ id, own, distance }) => withId(corrections.loosen(id, own, distance)),
    'photos.date': ({ photos, date }) => done(datePhotos(db, corrections, photos, date)),
    'photos.hideStrangers': async ({ id, distance }) => ({
      hidden: await corrections.hideStrangers(id, distance),
    }),
    'faces.assign': ({ faces, to, name, distance, merge }) =>
      withId(corrections.assign(faces, to, name ?? '', distance, merge)),
    'faces.reject': ({ faces, from, distance }) => done(corrections.reject(faces, from, distance)),
    'faces.dismiss': ({ faces }) => done(corrections.dismiss(faces, readGrouping(db).distance)),
    'faces.dismissed': ({ photoId, limit }) => listNoFaces(db, photoId, limit),
    'faces.restore': ({ faces }) => done(restoreFaces(db, corrections, faces)),
    'faces.draw': async (drawn) => {
      const id = await drawFace(db, recogniser, corrections, drawn);
      facesStored();
      return { id };
    },
    'edits.list': ({ limit }) => readHistory(db, limit),
    'edits.undo': () => withEdit(corrections.undo()),
    'edits.redo': () => withEdit(corrections.redo()),
  };
}
