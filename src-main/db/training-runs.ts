import type { ErrorCode } from '../contract/errors.ts';
import type {
  TrainingRunDetail,
  TrainingPoint,
  TrainingReport,
  TrainingRun,
  TrainingScope,
  TrainingState,
} from '../contract/training.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** A stored training run. */
export interface TrainingRunRow {
  id: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  state: TrainingState;
  scope: TrainingScope;
  seed: number;
  /** Hyper-parameters of the run, stored so that it can be repeated. */
  settings: unknown;
  base: string;
  /** Null before the model exists; the model may have been removed since. */
  candidate: string | null;
  decision: TrainingRun['decision'];
  people: number;
  /** Number of training faces. */
  faces: number;
  steps: number;
  /** Backend of the training, such as `wasm`. */
  backend: string | null;
  /** SHA-256 of the frozen faces, in hexadecimal. */
  snapshotHash: string | null;
  baseVal: number | null;
  seconds: number;
  report: TrainingReport | null;
  failure: { code: ErrorCode; message: string } | null;
}

/** Details of a run, loaded separately. */
export interface TrainingRunDetails {
  curve: TrainingPoint[];
  changed: Pick<TrainingRunDetail, 'becameRight' | 'becameWrong' | 'rightTotal' | 'wrongTotal'>;
}

/** The fields of a run that change while it is running. */
export type TrainingRunUpdate = Partial<
  Omit<TrainingRunRow, 'id' | 'startedAt' | 'scope' | 'seed'> & TrainingRunDetails
>;

export type NewTrainingRun = Pick<TrainingRunRow, 'state' | 'scope' | 'seed' | 'base'>;

const columns = `id, started_at AS startedAt, state, scope, seed, settings, base_model AS base,
  candidate_model AS candidate, decision, people, faces, steps, backend, snapshot_hash AS snapshotHash,
  base_val AS baseVal, seconds, report, error_code AS code, error_message AS message`;

/** Sorted from newest to oldest; empty in a library of an older version. */
export function listTrainingRuns(db: ReadableDb): TrainingRunRow[] {
  if (!hasRuns(db)) return [];
  return db.prepare<[], StoredRun>(`SELECT ${columns} FROM training_runs ORDER BY id DESC`).all().map(unpack);
}

export function getTrainingRun(db: ReadableDb, id: number): TrainingRunRow | undefined {
  if (!hasRuns(db)) return undefined;
  const row = db.prepare<[number], StoredRun>(`SELECT ${columns} FROM training_runs WHERE id = ?`).get(id);
  return row && unpack(row);
}

/** The model that another was trained from; undefined if it was not trained here. */
export function baseOfTrained(db: ReadableDb, candidate: string): string | undefined {
  if (!hasRuns(db)) return undefined;
  const sql = 'SELECT base_model FROM training_runs WHERE candidate_model = ? ORDER BY id DESC';
  return db.prepare<[string], string>(sql).pluck().get(candidate);
}

export function getTrainingRunDetails(db: ReadableDb, id: number): TrainingRunDetails {
  const sql = 'SELECT curve, changed FROM training_runs WHERE id = ?';
  const row = db.prepare<[number], { curve: string; changed: string | null }>(sql).get(id);
  const none = { becameRight: [], becameWrong: [], rightTotal: null, wrongTotal: null };
  return {
    curve: parse<TrainingPoint[]>(row?.curve) ?? [],
    changed: { ...none, ...parse<Partial<TrainingRunDetails['changed']>>(row?.changed) },
  };
}

/** @returns the id of the run */
export function insertTrainingRun(db: WritableDb, { state, scope, seed, base }: NewTrainingRun): number {
  const sql = `INSERT INTO training_runs (started_at, state, scope, seed, settings, base_model)
    VALUES (?, ?, ?, ?, '{}', ?)`;
  return Number(db.prepare(sql).run(new Date().toISOString(), state, scope, seed, base).lastInsertRowid);
}

/** Column and value of each field of an update. */
const stored: { [K in keyof Required<TrainingRunUpdate>]: (value: TrainingRunUpdate[K]) => Cells } = {
  state: (value) => ({ state: value }),
  settings: (value) => ({ settings: JSON.stringify(value) }),
  base: (value) => ({ base_model: value }),
  candidate: (value) => ({ candidate_model: value }),
  decision: (value) => ({ decision: value }),
  people: (value) => ({ people: value }),
  faces: (value) => ({ faces: value }),
  steps: (value) => ({ steps: value }),
  backend: (value) => ({ backend: value }),
  snapshotHash: (value) => ({ snapshot_hash: value }),
  baseVal: (value) => ({ base_val: value }),
  seconds: (value) => ({ seconds: value }),
  report: (value) => ({ report: value ? JSON.stringify(value) : null }),
  failure: (value) => ({ error_code: value?.code ?? null, error_message: value?.message ?? null }),
  curve: (value) => ({ curve: JSON.stringify(value) }),
  changed: (value) => ({ changed: JSON.stringify(value) }),
};
type Cells = Record<string, string | number | null | undefined>;

/** Updates the given fields only. */
export function updateTrainingRun(db: WritableDb, id: number, update: TrainingRunUpdate): void {
  const cells: Cells = {};
  for (const key of Object.keys(update) as (keyof TrainingRunUpdate)[]) {
    const toCells = stored[key] as (value: unknown) => Cells;
    Object.assign(cells, toCells(update[key]));
  }
  const set = Object.keys(cells).map((column) => `${column} = ?`);
  if (set.length === 0) return;
  db.prepare(`UPDATE training_runs SET ${set.join(', ')} WHERE id = ?`).run(...Object.values(cells), id);
}

interface StoredRun extends Omit<TrainingRunRow, 'settings' | 'report' | 'failure'> {
  settings: string;
  report: string | null;
  code: ErrorCode | null;
  message: string | null;
}

const unpack = ({ settings, report, code, message, ...row }: StoredRun): TrainingRunRow => ({
  ...row,
  settings: parse(settings),
  report: parse<TrainingReport>(report),
  failure: code === null ? null : { code, message: message ?? '' },
});

const parse = <T>(text: string | null | undefined): T | null => (text ? (JSON.parse(text) as T) : null);

/** A library may be read in an older schema. */
const hasRuns = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'training_runs'").get() !== undefined;
