import { required } from '../../common/elements.ts';
import { FamiliarError, toWireError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import type {
  TrainingPoint,
  TrainingProgress,
  TrainingScope,
  TrainingState,
} from '../../contract/training.ts';
import type { WritableDb } from '../../db/open.ts';
import { type TrainingRunUpdate, updateTrainingRun } from '../../db/training-runs.ts';
import type { View } from '../people/view.ts';
import { readGrouping } from '../model-session/grouping.ts';
import { type BaseModel, keepCandidate, readBase, strictDistance } from './candidate.ts';
import type { ChipHashes } from './chip-hashes.ts';
import { Curve } from './curve.ts';
import { compareWithBase } from './comparison.ts';
import { embedEvaluated } from './evaluated-faces.ts';
import type { FineTuned, FineTuningProgress } from '../../metric-learning/fine-tune.ts';
import { Hold } from './hold.ts';
import { selectFaces } from './selection.ts';
import { byPhoto, freeze, type FrozenFace, type Snapshot } from './snapshot.ts';
import type { UncutFace } from './trainer-messages.ts';
import { TrainerThread } from './trainer-thread.ts';

/** Options of a run. */
export interface RunOptions {
  /** Rows of `people`; null for everybody with a name. */
  people: ReadonlySet<number> | null;
  scope: TrainingScope;
  seed: number;
  /** Limits of training; null for the defaults of the scope. */
  seconds: number | null;
  epochs: number | null;
}

/** Parts of the library that a run needs. */
export interface RunContext {
  db: WritableDb;
  /** Directory of the library. */
  root: string;
  device: DeviceRequest;
  hashes: ChipHashes;
  /** URL of the module that trains. */
  trainer: string;
  /** Groups the library at a distance. */
  view(distance: number): Promise<View>;
  /** Called after any change of the run; `isState` for a change of its state. */
  progressed(isState: boolean): void;
}

/**
 * One training run, from the choice of faces to the comparison. It pauses while anything holds it. Another process
 * does not resume it: unfinished work is lost.
 */
export class Run {
  readonly id: number;
  readonly #context: RunContext;
  readonly #options: RunOptions;
  readonly #hold = new Hold();
  readonly #stop = new AbortController();
  readonly #end = new AbortController();
  readonly #curve = new Curve();
  #state: TrainingState = 'preparing';
  #counted = { done: 0, total: 0 };
  #progress: FineTuningProgress | null = null;
  #thread: TrainerThread | null = null;

  constructor(id: number, options: RunOptions, context: RunContext) {
    this.id = id;
    this.#options = options;
    this.#context = context;
    this.#hold.listen((isHeld) => {
      this.#thread?.pause(isHeld);
      context.progressed(true);
    });
  }

  get progress(): TrainingProgress {
    const { step, loss, active, val } = this.#progress ?? {};
    const point: TrainingPoint | null =
      this.#state === 'training' && step !== undefined
        ? { step, loss: required(loss), active: required(active), val: val ?? null }
        : null;
    return {
      run: this.id,
      state: this.#hold.isHeld && this.#isHoldable ? 'paused' : this.#state,
      ...this.#counted,
      baseVal: this.#progress?.baseVal ?? null,
      point,
      secondsLeft: this.#state === 'training' ? (this.#progress?.secondsLeft ?? null) : null,
    };
  }

  /** Pauses for a reason. */
  hold(reason: 'user' | 'import', isHeld: boolean): void {
    this.#hold.set(reason, isHeld);
  }

  /** Ends training with the best weights so far, which are still compared; in another phase, ends the run. */
  stop(): void {
    const isTraining = this.#state === 'training' && this.#progress !== null;
    this.#stop.abort();
    if (isTraining) this.#thread?.stop();
    else this.#end.abort();
    this.#hold.release();
  }

  /** Ends the run at the next safe point, in any phase. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#hold.release();
    await this.#thread?.end();
  }

  /**
   * Runs all phases. It never rejects: the run's row tells how it ended.
   * @param before work to do first, such as labelling albums
   */
  async work(before: ((signal: AbortSignal) => Promise<unknown>) | null): Promise<void> {
    const started = performance.now();
    const seconds = () => ({ seconds: (performance.now() - started - this.#hold.milliseconds) / 1000 });
    try {
      if (before) {
        this.#enter('importing', 0);
        await before(this.#end.signal);
      }
      await this.#learn();
      const state = this.#stop.signal.aborted ? 'stopped' : 'done';
      this.#enter(state, 0, { ...seconds(), ...this.#curve.update() });
    } catch (error) {
      const failure = toWireError(error);
      const isStopped = failure.code === 'cancelled' && this.#stop.signal.aborted;
      const update = { ...seconds(), ...this.#curve.update(), failure: isStopped ? null : failure };
      this.#enter(isStopped ? 'stopped' : 'failed', 0, update);
    } finally {
      await this.#thread?.end();
    }
  }

  async #learn(): Promise<void> {
    const { db, root, hashes, view } = this.#context;
    const { people, seed } = this.#options;
    this.#enter('preparing', 0);
    const base = await readBase(db, root);
    updateTrainingRun(db, this.id, { base: base.id });
    const { distance } = readGrouping(db);
    const selection = await selectFaces(db, await view(distance), people, { distance, seed, hashes });
    this.#goOn();
    const snapshot = freeze(db, this.id, selection, seed);
    const tuned = await this.#train(base, snapshot);
    const { steps, backend, settings } = tuned;
    const baseVal = this.#progress?.baseVal ?? null;
    updateTrainingRun(db, this.id, { steps, backend, settings, baseVal });
    if (tuned.weights.size > 0) await this.#compare(base, tuned, snapshot);
  }

  async #train(base: BaseModel, { faces }: Snapshot): Promise<FineTuned> {
    const { db, trainer } = this.#context;
    const { scope, seed, seconds, epochs } = this.#options;
    const seen = faces.filter((face): face is SeenFace => seenRoles.has(face.role));
    const numbers = new Map<string, number>();
    const photos = (await byPhoto(db, seen)).map(({ photo, faces: theirs }) => ({
      photo,
      faces: theirs.map((face) => asUncut(face, numbers)),
    }));
    this.#enter('preparing', photos.length);
    const budget = { seconds, epochs };
    const baseDistance = strictDistance(db, base.id);
    const settings = {
      task: { base: base.onnx, scope, baseDistance, seed, budget },
      kind: base.kind,
      photos,
      module: trainer,
    };
    const over = new AbortController();
    // The thread may still report steps that were under way at the stop.
    const unlessOver =
      <Args extends unknown[]>(act: (...args: Args) => void) =>
      (...args: Args) => {
        if (!over.signal.aborted) act(...args);
      };
    this.#thread = new TrainerThread(settings, {
      prepared: unlessOver((done, total) => this.#count(done, total)),
      progressed: unlessOver((progress) => this.#note(progress)),
    });
    if (this.#hold.isHeld) this.#thread.pause(true);
    this.#end.signal.addEventListener('abort', () => void this.#thread?.end(), { signal: over.signal });
    this.#goOn();
    try {
      return await this.#thread.outcome;
    } finally {
      over.abort();
    }
  }

  async #compare(base: BaseModel, { weights }: FineTuned, { faces, people }: Snapshot): Promise<void> {
    const { db, root, device } = this.#context;
    const trained = faces.filter(({ role }) => role === 'train');
    const photos = new Set(trained.map(({ photoId }) => photoId)).size;
    const { scope, seed } = this.#options;
    const source = { run: this.id, base: base.id, scope, seed, people, photos };
    const candidate = await keepCandidate(db, root, base, weights, source);
    updateTrainingRun(db, this.id, { candidate });
    const judged = faces.filter(({ role }) => role === 'held-out' || role === 'stranger');
    const work = await byPhoto(db, judged);
    this.#enter('evaluating', work.length);
    const vectors = await embedEvaluated({ db, root, device, model: candidate }, work, async (done) => {
      this.#count(done);
      await this.#hold.gate();
      this.#goOn();
    });
    const { report, changed } = await compareWithBase(db, base.id, judged, vectors, {
      seed,
      signal: this.#end.signal,
    });
    updateTrainingRun(db, this.id, { report, changed });
  }

  #note(progress: FineTuningProgress): void {
    if (this.#state !== 'training') this.#enter('training', progress.steps);
    this.#progress = progress;
    this.#counted = { done: progress.step, total: progress.steps };
    const { step, loss, active, val } = progress;
    this.#curve.add({ step, loss, active, val });
    this.#context.progressed(false);
  }

  #count(done: number, total = this.#counted.total): void {
    this.#counted = { done, total };
    this.#context.progressed(false);
  }

  #enter(state: TrainingState, total: number, update: TrainingRunUpdate = {}): void {
    this.#state = state;
    this.#counted = { done: 0, total };
    updateTrainingRun(this.#context.db, this.id, { ...update, state });
    this.#context.progressed(true);
  }

  #goOn(): void {
    if (this.#end.signal.aborted)
      throw new FamiliarError('cancelled', 'the run was ended before it was done');
  }

  /** An import of the run's own albums does not pause the run. */
  get #isHoldable(): boolean {
    return ['preparing', 'training', 'evaluating'].includes(this.#state);
  }
}

type SeenFace = FrozenFace & { role: UncutFace['role'] };
const seenRoles: ReadonlySet<string> = new Set<UncutFace['role']>(['train', 'validation', 'library']);

/**
 * @param numbers numbers of the people met so far, from 0
 */
function asUncut({ person, role, vector }: SeenFace, numbers: Map<string, number>): UncutFace {
  if (role === 'library' || person === null) return { person: -1, role, baseVector: vector };
  if (!numbers.has(person)) numbers.set(person, numbers.size);
  return { person: required(numbers.get(person)), role, baseVector: vector };
}
