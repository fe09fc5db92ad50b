import type { Handlers, MethodName } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import { readHistory } from '../../edits/edit-log.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { readGrouping } from '../model-session/grouping.ts';
import type { Corrections } from './corrections.ts';
import { datePhotos } from './date-photos.ts';
import { listNoFaces, restoreFaces } from './dismissed.ts';
import { drawFace } from './draw.ts';
import {
  acceptNames,
  declineAsked,
  declineNames,
  listAskedNames,
  listNameProposals,
} from './name-proposals.ts';
import type { PeopleAtHand } from './resolve.ts';

type CorrectionMethod =
  | Extract<MethodName, `edits.${string}` | `proposals.${string}`>
  | 'photos.date'
  | 'photos.hideStrangers'
  | 'faces.assign'
  | 'faces.reject'
  | 'faces.dismiss'
  | 'faces.dismissed'
  | 'faces.restore'
  | 'faces.draw';

const done = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};
const withEdit = async <T>(edit: Promise<T>) => ({ edit: await edit });

export interface CorrectionParts {
  people: PeopleAtHand;
  corrections: Corrections;
  recogniser: Recogniser;
  /** Called after a face was added. */
  facesStored(): void;
}

/** Methods of the contract that correct faces and photos, answer proposed names, and undo and redo. */
export function correctionHandlers(
  db: ReadableDb,
  { people, corrections, recogniser, facesStored }: CorrectionParts,
): Pick<Handlers, CorrectionMethod> {
  return {
    'photos.date': ({ photos, date }) => done(datePhotos(db, corrections, photos, date)),
    'photos.hideStrangers': async ({ id, distance }) => ({
      hidden: await corrections.hideStrangers(id, distance),
    }),
    'faces.assign': async ({ faces, to, name, distance, merge }) => ({
      id: await corrections.assign(faces, to, name ?? '', distance, merge),
    }),
    'faces.reject': ({ faces, from, distance }) => done(corrections.reject(faces, from, distance)),
    'faces.dismiss': ({ faces }) => done(corrections.dismiss(faces, readGrouping(db).distance)),
    'faces.dismissed': ({ photoId, limit }) => listNoFaces(db, photoId, limit),
    'faces.restore': ({ faces }) => done(restoreFaces(db, corrections, faces)),
    'faces.draw': async (drawn) => {
      const id = await drawFace(db, recogniser, corrections, drawn);
      facesStored();
      return { id };
    },
    'proposals.list': async ({ distance, id, limit }, { signal }) => {
      const proposals = listNameProposals(db, await people.owners(distance, signal), id);
      return { proposals: proposals.slice(0, limit), total: proposals.length };
    },
    'proposals.accept': ({ picked, distance, together }) =>
      acceptNames(db, corrections, distance, { keys: picked, together }),
    'proposals.decline': ({ picked, distance }) => declineNames(db, corrections, distance, picked),
    'proposals.asked': async ({ distance, photoId, limit }, { signal }) => {
      const photos = listAskedNames(db, await people.owners(distance, signal), photoId);
      return { photos: photos.slice(0, limit), total: photos.length };
    },
    'proposals.declineAsked': async (declined) => {
      await declineAsked(db, corrections, declined);
      return {};
    },
    'edits.list': ({ limit }) => readHistory(db, limit),
    'edits.undo': () => withEdit(corrections.undo()),
    'edits.redo': () => withEdit(corrections.redo()),
  };
}
