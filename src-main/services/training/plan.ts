import { int32At, numberAt } from '../../common/typed-arrays.ts';
import { elementAt, required } from '../../common/elements.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { SuspectLabel, TrainingPlan, TrainingScope } from '../../contract/training.ts';
import { formatPersonRow, parsePersonId } from '../../contract/person-id.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listTrainingRuns } from '../../db/training-runs.ts';
import { canTellVal } from '../../metrics/model-comparison.ts';
import { type Role, splitFaces } from '../../metric-learning/split.ts';
import { findSuspects } from '../../metric-learning/suspects.ts';
import { describeLearnable } from './labelled-faces.ts';
import { asSplitFaces, countedPeople, type Selection } from './selection.ts';

/** False-accept rate at which models are compared, see `judgePromotion`. */
const comparedFar = 0.001;
/** Largest number of reported suspects. */
const mostSuspects = 100;

/** The plan of a run: what it would use. */
export function planTraining(db: ReadableDb, selection: Selection, seed: number): TrainingPlan {
  const counted = countedPeople(selection);
  return {
    people: selection.people.map((person) =>
      describeLearnable(db, person, counted.has(formatPersonRow(person.personId))),
    ),
    suspects: suspectsAmong(selection),
    ...dealOut(selection, seed),
    scopes: scopesFor(db),
  };
}

/** The split of the faces, or the reason why there is none. */
function dealOut(selection: Selection, seed: number): Pick<TrainingPlan, 'roles' | 'refusal' | 'untellable'> {
  try {
    const roles = splitFaces(asSplitFaces(selection), seed);
    return { roles: countRoles(roles), untellable: untellable(selection, roles), refusal: null };
  } catch (error) {
    if (!(error instanceof FamiliarError)) throw error;
    if (error.code !== 'too-few-people' && error.code !== 'too-few-faces') throw error;
    return { roles: countRoles([]), untellable: [], refusal: error.code };
  }
}

/** Warnings: the comparison needs enough unseen faces of labelled people and of strangers. */
function untellable({ faces }: Selection, roles: readonly Role[]): TrainingPlan['untellable'] {
  const canTell = (wanted: Role): boolean =>
    canTellVal(
      faces.filter((_, i) => roles[i] === wanted).map(({ person }) => person),
      comparedFar,
    );
  return [
    ...(canTell('held-out') ? [] : (['too-few-held-out'] as const)),
    ...(canTell('stranger') ? [] : (['strangers-unknown'] as const)),
  ];
}

/** Number of faces by role. */
export function countRoles(roles: readonly Role[]): TrainingPlan['roles'] {
  const count = (wanted: Role) => roles.filter((role) => role === wanted).length;
  return {
    train: count('train'),
    validation: count('validation'),
    heldOut: count('held-out'),
    strangers: count('stranger'),
    library: count('library'),
  };
}

function suspectsAmong({ people, faces, groups }: Selection): SuspectLabel[] {
  const names = new Map(people.map(({ personId, name }) => [personId, name]));
  const labelled = [...faces.keys()].filter((i) => elementAt(faces, i).known === 'labelled');
  const vectors = new Float32Array(labelled.length * embeddingDimension);
  labelled.forEach((face, i) => vectors.set(elementAt(faces, face).vector, i * embeddingDimension));
  const rows = labelled.map((face) => required(parsePersonId(required(elementAt(faces, face).person)).row));
  const sides = labelled.map((face) => int32At(groups, face));
  const who = (row: number) => ({ id: formatPersonRow(row), name: required(names.get(row)) });
  return findSuspects(vectors, embeddingDimension, rows, sides)
    .slice(0, mostSuspects)
    .map(({ face, person, nearer, own, other }) => {
      const { faceId, photoId } = elementAt(faces, numberAt(labelled, face));
      return { face: faceId, photoId, person: who(person), nearer: who(nearer), own, other };
    });
}

/** Training the whole network takes hours on a CPU. */
const sensibleScopes: readonly TrainingScope[] = ['head', 'block'];

function scopesFor(db: ReadableDb): TrainingPlan['scopes'] {
  const runs = listTrainingRuns(db).filter(({ state }) => state === 'done');
  return (['head', 'block', 'full'] as const).map((scope) => ({
    scope,
    sensible: sensibleScopes.includes(scope),
    seconds: runs.find((run) => run.scope === scope)?.seconds ?? null,
  }));
}
