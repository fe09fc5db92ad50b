import { isAbsolute } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { FaceSearch } from '../model-session/face-search.ts';
import {
  acceptNames,
  declineAsked,
  declineNames,
  listAskedNames,
  listNameProposals,
} from '../corrections/name-proposals.ts';
import type { People } from './people.ts';
import { exportPersonPhotos } from '../exchange/person-photos.ts';
import { similarFaces } from '../files/photos.ts';
import { distanceChoices, readGrouping } from '../model-session/grouping.ts';
import { histogramOf, previewChange } from './preview.ts';
import { answerQuestion } from './review-answers.ts';
import { nextQuestions } from './review.ts';
import { proposeSplit } from './split-proposal.ts';
import { explainFace } from './why.ts';

type InsightMethod =
  | 'people.proposeSplit'
  | 'people.preview'
  | 'people.heights'
  | 'people.exportPhotos'
  | 'proposals.list'
  | 'proposals.accept'
  | 'proposals.decline'
  | 'proposals.asked'
  | 'proposals.declineAsked'
  | 'review.next'
  | 'review.answer'
  | 'faces.why'
  | 'faces.similar';

/** Of the slider's span, the part above the threshold at which a question is worth half as much as right at it. */
const reachOfSpan = 0.1;

/** The part of the contract that tells what is near a decision: what would change, what is doubtful, and why. */
export function insightHandlers(
  db: ReadableDb,
  people: People,
  corrections: Corrections,
  search: () => FaceSearch,
): Pick<Handlers, InsightMethod> {
  return {
    'people.proposeSplit': async ({ id, distance, nth }, { signal }) =>
      proposeSplit(db, await people.viewAt(distance, signal), id, nth),
    'people.preview': async ({ from, to, minFaces }, { signal }) => {
      const before = await people.viewAt(from, signal);
      return previewChange(before, people.regroup(before, to), minFaces);
    },
    'people.heights': async (_params, { signal }) => {
      const { least, most } = distanceChoices(db);
      return histogramOf((await people.viewAt(least, signal)).linked.dendrogram, least, most);
    },
    'people.exportPhotos': async ({ id, distance, folder, ...options }) => {
      if (!isAbsolute(folder)) throw new FamiliarError('bad-request', `${folder} is no absolute path`);
      return exportPersonPhotos(db, people, id, distance, { folder, ...options });
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
    'review.next': async ({ distance, limit }, { signal }) => {
      const { least, most } = distanceChoices(db);
      const view = await people.viewAt(distance, signal);
      return nextQuestions(view, distance, limit, reachOfSpan * (most - least));
    },
    'review.answer': async (answer) => {
      await answerQuestion(people, corrections, answer);
      return {};
    },
    'faces.why': async ({ id, distance }, { signal }) => {
      const view = await people.viewAt(distance, signal);
      return explainFace(db, view, search(), id);
    },
    'faces.similar': async ({ id, limit }, { signal }) => {
      const owners = await people.owners(readGrouping(db).distance, signal);
      return { faces: similarFaces(search().neighbours(id, limit), owners) };
    },
  };
}
