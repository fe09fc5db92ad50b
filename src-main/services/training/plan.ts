import type { TrainingPlan, TrainingScope } from '../../contract/training.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listTrainingRuns } from '../../db/training-runs.ts';
import { activeModel } from '../active-model.ts';
import {
  describeLearnable,
  findSuspects,
  isEnough,
  type Learnable,
  leastPeople,
  listLearnable,
  peopleRows,
} from './labelled-faces.ts';

/**
 * What a run with these people would use.
 * @param ids under which the people are shown; null for everybody with a name
 * @throws FamiliarError `not-found`
 */
export async function planTraining(db: ReadableDb, ids: readonly string[] | null): Promise<TrainingPlan> {
  const people = await listLearnable(db, activeModel(db), peopleRows(db, ids));
  return {
    people: people.map((person) => describeLearnable(db, person)),
    suspects: await findSuspects(people),
    roles: { train: 0, validation: 0, heldOut: 0, strangers: 0, library: 0 },
    refusal: refusalOf(people),
    scopes: scopesFor(db),
  };
}

/** Why nothing can be learned of these people; null where it can. */
export function refusalOf(people: readonly Learnable[]): TrainingPlan['refusal'] {
  if (people.length < leastPeople) return 'too-few-people';
  return people.filter(isEnough).length < leastPeople ? 'too-few-faces' : null;
}

/** All of the network takes hours on a processor. */
const sensibleScopes: readonly TrainingScope[] = ['head', 'block'];

function scopesFor(db: ReadableDb): TrainingPlan['scopes'] {
  const runs = listTrainingRuns(db).filter(({ state }) => state === 'done');
  return (['head', 'block', 'full'] as const).map((scope) => ({
    scope,
    sensible: sensibleScopes.includes(scope),
    seconds: runs.find((run) => run.scope === scope)?.seconds ?? null,
  }));
}
