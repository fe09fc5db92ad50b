import { resolve } from 'node:path';
import { required } from '../../common/elements.ts';
import { type FamiliarError, toWireError } from '../../contract/errors.ts';
import type { Failure, ImportProgress } from '../../contract/models.ts';
import { listFilesOfPhoto } from '../../db/files.ts';
import { countFailedJobs, deletePendingJobs, listFailedPhotos } from '../../db/jobs.ts';
import type { WritableDb } from '../../db/open.ts';
import { deleteAbsentUnrecognised, deleteUnrecognised } from '../../db/photos.ts';
import { deleteScans, insertScans, listScans } from '../../db/scans.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { closingGrace, JobRunner } from '../../jobs/runner.ts';
import { asProblem, haltAtFatal } from '../../jobs/halting.ts';
import { replaceAt } from './continued.ts';
import type { Enrolment } from './enrol.ts';
import { ImportedFolders } from './imported-folders.ts';
import { Look, type LookOptions } from './look.ts';
import { ImportTally } from './tally.ts';
import { type LookedAt, lookAtPhoto, recognitionJob, type Stored, storeLookedAt } from './recognition-job.ts';

export interface ImportListener {
  /** Called after any change of the import's state. */
  progressed(): void;
  /** Called after faces were stored. */
  facesStored(): void;
  /**
   * Called for a photo that the user removed.
   * @param asked true if its file was named itself
   */
  foundRemoved(removal: number, asked: boolean): Promise<void>;
  /** Called after photos went missing, came back or changed. */
  presenceChanged(): void;
}

/** See `retryFailed` of enrolment. */
export type ImportOptions = Partial<LookOptions>;

/**
 * Imports photos. One import runs at a time; further paths can be added to it. Waiting photos and folders are in the
 * database, so that an interrupted import continues.
 */
export class Imports {
  readonly folders: ImportedFolders;
  readonly #db: WritableDb;
  readonly #listener: ImportListener;
  readonly #stored = new Map<number, Stored>();
  readonly #runner: JobRunner<LookedAt>;
  #tally = new ImportTally();
  #state: 'idle' | 'active' | 'paused' | 'done' | 'cancelled' = 'idle';
  #scans = new Set<Promise<void>>();
  #queued = new Set<number>();
  #scanStop = new AbortController();
  /** Aborted to put a film back into the queue, which is looked at from its start again. */
  #leaveFilm = new AbortController();
  #stopping: Promise<void> | null = null;
  #problem: FamiliarError | null = null;

  /**
   * @param library the library's own directory; null for one in memory
   */
  constructor(
    db: WritableDb,
    recogniser: Recogniser,
    listener: ImportListener,
    library: string | null = null,
  ) {
    this.#db = db;
    this.folders = new ImportedFolders(db, library);
    this.#listener = listener;
    this.#runner = new JobRunner(db, {
      kind: recognitionJob,
      get concurrency() {
        return recogniser.photosAtOnce;
      },
      work: (photoId, begun) =>
        haltAtFatal(lookAtPhoto(db, recogniser, photoId, begun, this.#leaveFilm.signal), (error) =>
          this.#break(error),
        ),
      store: (_db, photoId, photo) => void this.#stored.set(photoId, storeLookedAt(db, photoId, photo)),
      done: (photoId, photo) => {
        const stored = required(this.#stored.get(photoId));
        this.#stored.delete(photoId);
        this.#tally.notePhoto(photo.faces.length, stored);
        if (stored.continued !== null || stored.replaced > 0) listener.presenceChanged();
        if (photo.faces.length > 0) listener.facesStored();
        listener.progressed();
      },
      failed: (photoId, error) => {
        db.transaction(() => replaceAt(db, photoId)).immediate();
        this.#tally.failed.push({ path: listFilesOfPhoto(db, photoId)[0]?.path ?? '', ...error });
        listener.progressed();
      },
      broken: (error) => this.#break(asProblem(error)),
    });
  }

  /** Adds paths to the import, and starts one if none runs. During a stop it waits for the end. */
  start(paths: readonly string[], options: ImportOptions = {}): void {
    if (this.#stopping) {
      void this.#stopping.then(() => this.start(paths, options));
      return;
    }
    const roots = paths.map((path) => resolve(path));
    // A look that nobody asked for happens at the next start anyway.
    if (!options.quiet) insertScans(this.#db, roots);
    this.#begin();
    if (!options.quiet) this.#tally.quiet = false;
    const scan = this.#scan(roots, { retryFailed: false, quiet: false, ...options }).finally(() => {
      this.#scans.delete(scan);
      void this.#finishIfDone();
    });
    this.#scans.add(scan);
    this.#runner.run();
  }

  /**
   * Looks again at these paths, or at all imported folders and files.
   * @param quiet true if nobody asked for it
   */
  lookAgain(paths: readonly string[] | null, quiet: boolean): void {
    const wanted = paths ?? this.knownPaths();
    if (wanted.length > 0) this.start(wanted, { quiet, again: true });
  }

  /** The imported folders except some, and the files imported one by one. */
  knownPaths(except: ReadonlySet<string> = new Set()): string[] {
    const folders = this.folders.list().map(({ path }) => path);
    return [...folders.filter((path) => !except.has(path)), ...this.folders.loosePaths()];
  }

  /** Continues with folders and photos left by an earlier process. */
  resumeInterrupted(): void {
    const roots = listScans(this.#db);
    if (roots.length > 0 || this.#runner.remaining > 0) this.start(roots);
  }

  pause(): void {
    if (this.#state !== 'active') return;
    this.#state = 'paused';
    this.#tally.stopClock();
    this.#leaveFilm.abort();
    void this.#runner.stop();
    this.#listener.progressed();
  }

  resume(): void {
    if (this.#state !== 'paused' || this.#stopping) return;
    this.#state = 'active';
    this.#problem = null;
    this.#tally.startClock();
    this.#leaveFilm = new AbortController();
    this.#runner.run();
    this.#listener.progressed();
    void this.#finishIfDone();
  }

  /** Cancels the import. Recognised photos stay; waiting ones are dropped. */
  async cancel(): Promise<void> {
    if (!this.#isOpen) return;
    await this.stop();
    deleteScans(this.#db, listScans(this.#db));
    deletePendingJobs(this.#db, recognitionJob);
    deleteUnrecognised(this.#db, recognitionJob);
    this.#end('cancelled');
  }

  /** Stops work at the next safe point, at most {@link closingGrace} from now; the next start does the rest. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => (this.#stopping = null));
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#scanStop.abort();
    this.#leaveFilm.abort();
    await Promise.all([...this.#scans, this.#runner.stop(closingGrace)]);
  }

  /**
   * Resolves when the import ended or stopped.
   * @throws FamiliarError where Familiar itself could not go on: `model-*`, `device-unavailable`,
   * `library-unwritable`
   */
  async finished(): Promise<ImportTally> {
    while (this.#scans.size > 0) await Promise.all(this.#scans);
    await this.#runner.idle();
    if (this.#problem) throw this.#problem;
    return this.#tally;
  }

  get progress(): ImportProgress {
    const problem = this.#problem && toWireError(this.#problem);
    return { ...this.#tally.progress(this.#publicState, this.#runner.remaining), problem };
  }

  /** Failures of this import and earlier ones, newest first, each path once. */
  failures(): Failure[] {
    const all = [...this.#tally.failed.toReversed(), ...listFailedPhotos(this.#db, recognitionJob)];
    return [...new Map(all.map((failure) => [failure.path, failure])).values()];
  }

  /** Number of known photos that failed. */
  get failedPhotos(): number {
    return countFailedJobs(this.#db, recognitionJob);
  }

  get #isOpen(): boolean {
    return this.#state === 'active' || this.#state === 'paused';
  }

  get #publicState(): ImportProgress['state'] {
    if (this.#state !== 'active') return this.#state;
    return this.#scans.size > 0 && this.#runner.remaining === 0 ? 'scanning' : 'running';
  }

  #begin(): void {
    if (this.#isOpen && !this.#scanStop.signal.aborted) {
      this.resume();
      return;
    }
    this.#tally = new ImportTally();
    this.#queued = new Set();
    this.#scanStop = new AbortController();
    this.#leaveFilm = new AbortController();
    this.#problem = null;
    this.#state = 'active';
    this.#listener.progressed();
  }

  #end(state: 'done' | 'cancelled'): void {
    this.#state = state;
    this.#tally.stopClock();
    this.#listener.progressed();
  }

  async #finishIfDone(): Promise<void> {
    await this.#runner.idle();
    const isDone = this.#state === 'active' && this.#scans.size === 0 && this.#runner.remaining === 0;
    if (isDone && !this.#scanStop.signal.aborted) this.#end('done');
  }

  /** Stops at an error that every further photo would meet. */
  #break(problem: FamiliarError): void {
    this.#problem = problem;
    this.pause();
  }

  /** Never rejects. */
  async #scan(roots: readonly string[], options: LookOptions): Promise<void> {
    const { signal } = this.#scanStop;
    const look = new Look(
      {
        db: this.#db,
        folders: this.folders,
        tally: this.#tally,
        signal,
        note: async (path, outcome, asked) => {
          this.#note(path, outcome);
          this.#listener.progressed();
          if (options.quiet || !('removed' in outcome) || outcome.removed === null) return;
          await this.#listener.foundRemoved(outcome.removed, asked);
        },
        went: () => this.#listener.presenceChanged(),
      },
      options,
    );
    try {
      for (const root of roots) await look.at(root);
      await this.folders.refresh();
      deleteAbsentUnrecognised(this.#db, recognitionJob);
      deleteScans(this.#db, roots);
    } catch (error) {
      if (!signal.aborted) this.#break(asProblem(error));
    }
  }

  /** Two files with the same content are one photo; the second is known once the first is queued. */
  #note(path: string, outcome: Enrolment): void {
    if ('known' in outcome) {
      this.#tally.noteKnown(outcome);
      if (outcome.news !== null || outcome.replaced > 0) this.#listener.presenceChanged();
      if (outcome.rereads && this.#state === 'active') this.#runner.run();
    } else if ('removed' in outcome) this.#tally.skipped++;
    else if ('failed' in outcome) {
      const { code, message } = outcome.failed;
      this.#tally.failed.push({ path, code, message });
    } else if (this.#queued.has(outcome.queued)) this.#tally.skipped++;
    else {
      this.#queued.add(outcome.queued);
      if (this.#state === 'active') this.#runner.run();
    }
  }
}
