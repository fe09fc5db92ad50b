import { FamiliarError } from '../../contract/errors.ts';
import type { TrainingRun, TrainingRunDetail } from '../../contract/training.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listTrainingFaces, listTrainingPhotos } from '../../db/training-faces.ts';
import {
  getTrainingRun,
  getTrainingRunDetails,
  listTrainingRuns,
  type TrainingRunRow,
} from '../../db/training-runs.ts';
import { activeModel } from '../model-session/active-model.ts';
import { countRoles } from './plan.ts';

/** All runs, newest first. */
export function describeRuns(db: ReadableDb): TrainingRun[] {
  const active = activeModel(db);
  return listTrainingRuns(db).map((row) => describe(row, active));
}

/** @throws FamiliarError `not-found` */
export function describeRun(db: ReadableDb, id: number): TrainingRunDetail {
  const row = requireRun(db, id);
  const { curve, changed } = getTrainingRunDetails(db, id);
  const faces = listTrainingFaces(db, id);
  return {
    ...describe(row, activeModel(db)),
    baseVal: row.baseVal,
    curve,
    ...changed,
    trainedOn: listTrainingPhotos(db, id, 'train'),
    roles: countRoles(faces.map(({ role }) => role)),
    photos: new Set(faces.map(({ photoHash }) => photoHash.toString('hex'))).size,
    steps: row.steps,
    backend: row.backend,
  };
}

/** @throws FamiliarError `not-found` */
export function requireRun(db: ReadableDb, id: number): TrainingRunRow {
  const row = getTrainingRun(db, id);
  if (!row) throw new FamiliarError('not-found', `there is no run ${id}`);
  return row;
}

function describe(row: TrainingRunRow, active: string): TrainingRun {
  const { id, startedAt, state, scope, seed, people, faces, base, candidate } = row;
  const { decision, seconds, report, failure } = row;
  return {
    ...{ id, startedAt, state, scope, seed, people, faces, base, candidate },
    ...{ decision, seconds, report, failure },
    active: candidate !== null && candidate === active,
  };
}
