import { absolutePath } from '../../common/absolute-path.ts';
import { type Edited, editedAs } from '../../contract/edits.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listPeople } from '../../db/people.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { setBirth, setFavourite } from '../corrections/person-facts.ts';
import { exportPersonPhotos } from '../exchange/person-photos.ts';
import { distanceChoices } from '../model-session/grouping.ts';
import type { FaceSpace } from '../model-session/session.ts';
import type { Stacks } from '../stacks/stacks.ts';
import type { People } from './people.ts';
import { histogramOf, previewChange } from './preview.ts';
import { answerQuestion } from './review-answers.ts';
import { nextQuestions } from './review.ts';
import { proposeSplit } from './split-proposal.ts';
import { explainFace } from './why.ts';

type PeopleMethod = Extract<MethodName, `people.${string}` | `review.${string}` | 'faces.why'>;

/** Share of the slider's span above the threshold at which a question is worth half as much as at the threshold. */
const reachOfSpan = 0.1;

const withId = async (edit: Promise<Edited<string>>) => editedAs(await edit, (id) => ({ id }));

/** Methods of the contract about people: lists, corrections, what another distance would change, doubtful faces. */
export function peopleHandlers(
  db: ReadableDb,
  people: People,
  corrections: Corrections,
  session: { readonly current: FaceSpace },
  stacks: Stacks,
): Pick<Handlers, PeopleMethod> {
  const onceEach = async (asked = false, signal?: AbortSignal) => {
    if (!asked) return undefined;
    const index = await stacks.index(signal);
    return (photos: readonly number[]) => index.onceEach(photos);
  };
  return {
    'people.list': async ({ offset = 0, limit = Infinity, stacks: asStacks, ...listing }, { signal }) =>
      people.list({ ...listing, once: await onceEach(asStacks, signal) }, signal, { offset, limit }),
    'people.get': async ({ id, distance, own, stacks: asStacks }, { signal }) => {
      const person = await people.get(id, distance, signal, { own, once: await onceEach(asStacks, signal) });
      return asStacks ? { ...person, photos: await stacks.counted(person.photos, signal) } : person;
    },
    'people.names': () => ({ names: listPeople(db).map((person) => person.name) }),
    'people.named': () => ({
      people: listPeople(db).map(({ id, name }) => ({ id: formatPersonRow(id), name })),
    }),
    'people.settle': (grouping) => corrections.saveGrouping(grouping),
    'people.name': ({ id, name, distance, merge }) => withId(corrections.name(id, name, distance, merge)),
    'people.merge': ({ ids, distance, merge }) => withId(corrections.merge(ids, distance, merge)),
    'people.split': ({ id, faces, distance }) => corrections.split(id, faces, distance),
    'people.hide': ({ ids, distance }) => corrections.hide(ids, distance),
    'people.show': ({ ids }) => corrections.show(ids),
    'people.cover': ({ id, face, distance }) => withId(corrections.cover(id, face, distance)),
    'people.favourite': (stated) => withId(setFavourite(db, corrections, stated)),
    'people.birth': (stated) => withId(setBirth(db, corrections, stated)),
    'people.loosen': ({ id, own, distance }) => withId(corrections.setOwnDistance(id, own, distance)),
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
      return exportPersonPhotos(db, people, id, distance, { folder: absolutePath(folder), ...options });
    },
    'review.next': async ({ distance, id, limit }, { signal }) => {
      const { least, most } = distanceChoices(db);
      const view = await people.viewAt(distance, signal);
      return nextQuestions(view, distance, limit, reachOfSpan * (most - least), id);
    },
    'review.answer': (answer) => answerQuestion(people, corrections, answer),
    'faces.why': async ({ id, distance }, { signal }) =>
      explainFace(db, await people.viewAt(distance, signal), session.current.search, id),
  };
}
