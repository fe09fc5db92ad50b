import type { Handlers, MethodName } from '../../contract/methods.ts';
import { editedAs } from '../../contract/edits.ts';
import type { ReadableDb } from '../../db/open.ts';
import { hasProposals } from '../../db/proposals.ts';
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
    'photos.date': ({ photos, date }) => datePhotos(db, corrections, photos, date),
    'photos.hideStrangers': async ({ id, distance }) =>
      editedAs(await corrections.hideStrangers(id, distance), (hidden) => ({ hidden })),
    'faces.assign': async ({ faces, to, name, distance, merge }) =>
      editedAs(await corrections.assign(faces, to, name ?? '', distance, merge), (id) => ({ id })),
    'faces.reject': ({ faces, from, distance }) => corrections.reject(faces, from, distance),
    'faces.dismiss': ({ faces }) => corrections.dismiss(faces, readGrouping(db).distance),
    'faces.dismissed': ({ photoId, limit }) => listNoFaces(db, photoId, limit),
    'faces.restore': ({ faces }) => restoreFaces(db, corrections, faces),
    'faces.draw': async (drawn) => {
      const face = await drawFace(db, recogniser, corrections, drawn);
      facesStored();
      return editedAs(face, (id) => ({ id }));
    },
    'proposals.list': async ({ distance, id, limit }, { signal }) => {
      const proposals = listNameProposals(db, await people.owners(distance, signal), id);
      return { proposals: proposals.slice(0, limit), total: proposals.length, any: hasProposals(db) };
    },
    'proposals.accept': ({ picked, distance, together }) =>
      acceptNames(db, corrections, distance, { keys: picked, together }),
    'proposals.decline': ({ picked, distance }) => declineNames(db, corrections, distance, picked),
    'proposals.asked': async ({ distance, photoId, limit }, { signal }) => {
      const photos = listAskedNames(db, await people.owners(distance, signal), photoId);
      return { photos: photos.slice(0, limit), total: photos.length };
    },
    'proposals.declineAsked': (declined) => declineAsked(db, corrections, declined),
    'edits.list': ({ limit }) => readHistory(db, limit),
    'edits.undo': () => corrections.undo(),
    'edits.redo': () => corrections.redo(),
  };
}
