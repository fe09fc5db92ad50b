import { setTimeout as delay } from 'node:timers/promises';
import { unlessAborted } from '../../common/abort.ts';
import { siblingModule } from '../../common/module-url.ts';
import type { Edited } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import type {
  AlbumsTaken,
  TrainingPlan,
  TrainingProgress,
  TrainingScope,
  TrainingState,
} from '../../contract/training.ts';
import type { WritableDb } from '../../db/open.ts';
import { insertTrainingRun, listTrainingRuns, updateTrainingRun } from '../../db/training-runs.ts';
import { activeModel } from '../model-session/active-model.ts';
import type { Imports } from '../imports/imports.ts';
import type { Models } from '../models/models.ts';
import type { People } from '../people/people.ts';
import { readGrouping } from '../model-session/grouping.ts';
import { throttle } from '../../common/throttle.ts';
import { labelAlbums, listAlbums } from './albums.ts';
import { readBase } from './candidate.ts';
import { ChipHashes } from './chip-hashes.ts';
import { requireRun } from './history.ts';
import { peopleRows } from './labelled-faces.ts';
import { planTraining } from './plan.ts';
import { Run, type RunContext } from './run.ts';
import { selectFaces } from './selection.ts';

export interface TrainingListener {
  /** Called after an edit changed labels; gives the new revision. */
  edited(): number;
  /** Called a few times a second during a run, and at every change of its state. */
  progressed(progress: TrainingProgress): void;
}

/** Parts of the library that training needs. */
export interface TrainingParts {
  /** Directory of the library. */
  root: string;
  device: DeviceRequest;
  imports: Imports;
  people: People;
  models: Models;
  /** URL of the training module; tests pass another. */
  trainer?: string | undefined;
}

export interface StartOptions {
  /** Public ids of people; null for everybody with a name. */
  people: readonly string[] | null;
  /** Folder of albums to import first. */
  albums: string | null;
  scope: TrainingScope;
  /** Limits of training; null for the defaults of the scope. */
  minutes: number | null;
  epochs?: number | null;
  /** Seed; null for the plan's, whose split is then the run's. */
  seed: number | null;
}

/** Default seed of plans and runs, so that a plan shows the split of the run that follows. */
const planSeed = 0;
/** Interval of progress events, and of checks of a paused import, in milliseconds. */
const progressInterval = 250;
const pauseLook = 500;
const unfinished: readonly TrainingState[] = ['importing', 'preparing', 'training', 'paused', 'evaluating'];

/** Training on the user's labels: one run at a time, and the use of its result. */
export class Training {
  readonly #db: WritableDb;
  readonly #parts: TrainingParts;
  readonly #listener: TrainingListener;
  readonly #hashes = new ChipHashes();
  readonly #trainer: string;
  readonly #tellSoon = throttle(
    () => progressInterval,
    () => this.#tell(),
  );
  #run: Run | null = null;
  #work: Promise<void> = Promise.resolve();

  /** Unfinished runs of an earlier process count as failed. */
  constructor(db: WritableDb, parts: TrainingParts, listener: TrainingListener) {
    this.#db = db;
    this.#parts = parts;
    this.#listener = listener;
    this.#trainer = parts.trainer ?? siblingModule(import.meta.url, '../../metric-learning/fine-tune').href;
    const failure = { code: 'cancelled', message: 'Familiar ended before it was done' } as const;
    for (const { id, state } of listTrainingRuns(db)) {
      if (unfinished.includes(state)) updateTrainingRun(db, id, { state: 'failed', failure });
    }
  }

  /**
   * Plans a run with these people.
   * @param ids public ids; null for everybody with a name
   * @throws FamiliarError `not-found`
   */
  async plan(ids: readonly string[] | null, signal?: AbortSignal): Promise<TrainingPlan> {
    const rows = peopleRows(this.#db, ids);
    const { distance } = readGrouping(this.#db);
    const view = await this.#parts.people.viewAt(distance, signal);
    const options = { distance, seed: planSeed, hashes: this.#hashes };
    return planTraining(this.#db, await selectFaces(this.#db, view, rows, options), planSeed);
  }

  /**
   * Imports the albums in a folder and labels them, see {@link labelAlbums}.
   * @throws FamiliarError as {@link listAlbums}, or where the import could not go on
   */
  async takeAlbums(folder: string, signal: AbortSignal): Promise<Edited<AlbumsTaken>> {
    const albums = await listAlbums(folder);
    signal.throwIfAborted();
    await this.#import(
      albums.flatMap(({ paths }) => paths),
      signal,
    );
    const { changed, ...made } = await labelAlbums(this.#db, albums);
    return { ...made, changed: changed && { revision: this.#listener.edited(), ...changed } };
  }

  /**
   * Begins a run.
   * @returns its id
   * @throws FamiliarError `training-busy`, `not-found`, `model-unsuitable`; without albums also `too-few-people`,
   * `too-few-faces`
   */
  async start({ people, albums, scope, minutes, epochs, seed }: StartOptions): Promise<number> {
    this.#requireNone();
    const rows = peopleRows(this.#db, people);
    if (albums === null) {
      const { refusal } = await this.plan(people);
      if (refusal) throw new FamiliarError(refusal, refusalWords[refusal]);
    } else await listAlbums(albums);
    await readBase(this.#db, this.#parts.root);
    this.#requireNone();
    const lot = seed ?? planSeed;
    const base = activeModel(this.#db);
    const state = albums === null ? 'preparing' : 'importing';
    const id = insertTrainingRun(this.#db, { state, scope, seed: lot, base });
    const seconds = minutes === null ? null : 60 * minutes;
    const run = new Run(
      id,
      { people: rows, scope, seed: lot, seconds, epochs: epochs ?? null },
      this.#context(),
    );
    this.#run = run;
    this.importChanged();
    const before = albums === null ? null : (signal: AbortSignal) => this.takeAlbums(albums, signal);
    this.#work = run.work(before).finally(() => (this.#run = null));
    return id;
  }

  /** Resolves when the present run has ended in any way. */
  finished(): Promise<void> {
    return this.#work;
  }

  get progress(): TrainingProgress | null {
    return this.#run?.progress ?? null;
  }

  pause(): void {
    this.#run?.hold('user', true);
  }

  resume(): void {
    this.#run?.hold('user', false);
  }

  /** See {@link Run.stop}. */
  stop(): void {
    this.#run?.stop();
  }

  /** A run pauses during an import. */
  importChanged(): void {
    const { state } = this.#parts.imports.progress;
    this.#run?.hold('import', state === 'scanning' || state === 'running');
  }

  /**
   * Records that the candidate of a run is wanted, whatever the rule said.
   * @returns its id, for {@link Models.use}
   * @throws FamiliarError `not-found`
   */
  choose(id: number): string {
    const candidate = this.#candidateOf(id);
    updateTrainingRun(this.#db, id, { decision: 'used' });
    return candidate;
  }

  /** Promotes the candidate of a run in the background, see {@link choose}. */
  use(id: number): void {
    this.#parts.models.useInBackground(this.choose(id));
  }

  /**
   * Records that the candidate of a run is rejected.
   * @throws FamiliarError `not-found`, or `bad-request` where it is in force
   */
  async keepOld(id: number): Promise<void> {
    const candidate = this.#candidateOf(id);
    if (activeModel(this.#db) === candidate) {
      throw new FamiliarError('bad-request', `${candidate} is in use; go back to the model before it`);
    }
    await this.#parts.models.leave(candidate);
    updateTrainingRun(this.#db, id, { decision: 'kept-old' });
  }

  /**
   * Goes back to the model before the present one.
   * @returns its id
   * @throws FamiliarError `not-found`
   */
  rollBack(): string {
    const id = this.#parts.models.before;
    this.#parts.models.useInBackground(id);
    return id;
  }

  /** Ends the run at its next safe point; the run counts as failed. */
  async close(): Promise<void> {
    await this.#run?.close();
    await this.#work;
    this.#tellSoon.close();
  }

  /** Waits for the end of an import, including pauses. */
  async #import(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const { imports } = this.#parts;
    imports.start(paths);
    for (;;) {
      await unlessAborted(imports.finished(), signal);
      const { state, remaining } = imports.progress;
      if (remaining === 0 || state === 'cancelled') return;
      if (state !== 'paused') throw new FamiliarError('cancelled', 'the import was stopped');
      await delay(pauseLook, undefined, { signal });
    }
  }

  #tell(): void {
    if (this.#run) this.#listener.progressed(this.#run.progress);
  }

  #context(): RunContext {
    const { root, device, people } = this.#parts;
    return {
      db: this.#db,
      root,
      device,
      hashes: this.#hashes,
      trainer: this.#trainer,
      view: (distance) => people.viewAt(distance),
      progressed: (isState) => (isState ? this.#tell() : this.#tellSoon()),
    };
  }

  #requireNone(): void {
    if (this.#run) throw new FamiliarError('training-busy', `run ${this.#run.id} is under way`);
  }

  #candidateOf(id: number): string {
    const { candidate } = requireRun(this.#db, id);
    if (candidate === null) throw new FamiliarError('not-found', `nothing has come of run ${id}`);
    return candidate;
  }
}

const refusalWords: Record<NonNullable<TrainingPlan['refusal']>, string> = {
  'too-few-people': 'it takes two people with a name to learn to tell them apart',
  'too-few-faces': 'it takes two people with four faces each, in different photos',
};
