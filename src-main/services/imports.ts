import { FamiliarError, toWireError } from '../contract/errors.ts';
import type { Failure, ImportProgress } from '../contract/models.ts';
import { deletePendingJobs, listFailedJobs } from '../db/jobs.ts';
import { listPathsOfPhoto } from '../db/files.ts';
import type { WritableDb } from '../db/open.ts';
import { deleteUnrecognised } from '../db/photos.ts';
import type { RecognisedPhoto } from '../faces/recognised.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import { JobRunner } from '../jobs/runner.ts';
import { scanPhotos } from '../photos/scan.ts';
import { enrolFile, type Enrolment } from './enrol.ts';
import { ImportTally } from './import-tally.ts';
import {
  recognisePhoto,
  recognitionConcurrency,
  recognitionJob,
  storeRecognised,
} from './recognition-job.ts';

/** Failures of Familiar, not of a photo: the import stops, and its photos go on waiting. */
const fatal = new Set(['model-missing', 'model-damaged', 'device-unavailable']);

export interface ImportListener {
  /** Something about the import has changed. */
  progressed(): void;
  /** Faces were stored. */
  facesStored(): void;
}

/**
 * Imports photos: one import at a time, to which further paths can be added while it runs. What waits is in
 * the database, so an import that was interrupted goes on where it stopped.
 */
export class Imports {
  readonly #db: WritableDb;
  readonly #listener: ImportListener;
  readonly #runner: JobRunner<RecognisedPhoto>;
  #tally = new ImportTally();
  #state: 'idle' | 'active' | 'paused' | 'done' | 'cancelled' = 'idle';
  #scans = new Set<Promise<void>>();
  #queued = new Set<number>();
  #scanStop = new AbortController();
  #fatal: FamiliarError | null = null;

  constructor(db: WritableDb, recogniser: Recogniser, listener: ImportListener) {
    this.#db = db;
    this.#listener = listener;
    this.#runner = new JobRunner(db, {
      kind: recognitionJob,
      concurrency: recognitionConcurrency,
      work: (photoId) => this.#guard(recognisePhoto(db, recogniser, photoId)),
      store: storeRecognised,
      done: (_photoId, photo) => {
        this.#tally.notePhoto(photo.faces.length);
        if (photo.faces.length > 0) listener.facesStored();
        listener.progressed();
      },
      failed: (photoId, error) => {
        this.#tally.failed.push({ path: listPathsOfPhoto(db, photoId)[0] ?? '', ...error });
        listener.progressed();
      },
    });
  }

  /** Adds paths to the import, starting one where none runs. */
  start(paths: readonly string[], options: { retryFailed?: boolean } = {}): void {
    this.#begin();
    const scan = this.#scan(paths, options.retryFailed ?? false).finally(() => {
      this.#scans.delete(scan);
      void this.#finishIfDone();
    });
    this.#scans.add(scan);
    this.#runner.run();
  }

  /** Goes on with photos that an earlier process left waiting. */
  resumeInterrupted(): void {
    if (this.#runner.remaining > 0) this.start([]);
  }

  pause(): void {
    if (this.#state !== 'active') return;
    this.#state = 'paused';
    this.#tally.stopClock();
    void this.#runner.stop();
    this.#listener.progressed();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'active';
    this.#fatal = null;
    this.#tally.startClock();
    this.#runner.run();
    this.#listener.progressed();
    void this.#finishIfDone();
  }

  /** Ends the import; photos already recognised stay, those waiting are forgotten. */
  async cancel(): Promise<void> {
    if (!this.#isOpen) return;
    await this.stop();
    deletePendingJobs(this.#db, recognitionJob);
    deleteUnrecognised(this.#db, recognitionJob);
    this.#end('cancelled');
  }

  /** Ends work at the next safe point; what waits is left for the next start. */
  async stop(): Promise<void> {
    this.#scanStop.abort();
    await Promise.all(this.#scans);
    await this.#runner.stop();
  }

  /**
   * Resolves when the import has ended or been stopped.
   * @throws FamiliarError where Familiar itself could not go on: `model-*`, `device-unavailable`
   */
  async finished(): Promise<ImportTally> {
    while (this.#scans.size > 0) await Promise.all(this.#scans);
    await this.#runner.idle();
    if (this.#fatal) throw this.#fatal;
    return this.#tally;
  }

  get progress(): ImportProgress {
    const problem = this.#fatal && toWireError(this.#fatal);
    return { ...this.#tally.progress(this.#publicState, this.#runner.remaining), problem };
  }

  /** Of this import and of photos that failed earlier, newest first, each path once. */
  failures(): Failure[] {
    const failures = new Map<string, Failure>();
    for (const failure of this.#tally.failed.toReversed()) failures.set(failure.path, failure);
    for (const { subject, code, message } of listFailedJobs(this.#db, recognitionJob)) {
      const path = listPathsOfPhoto(this.#db, subject)[0] ?? '';
      if (!failures.has(path)) failures.set(path, { path, code, message });
    }
    return [...failures.values()];
  }

  get #isOpen(): boolean {
    return this.#state === 'active' || this.#state === 'paused';
  }

  get #publicState(): ImportProgress['state'] {
    if (this.#state !== 'active') return this.#state;
    return this.#scans.size > 0 && this.#runner.remaining === 0 ? 'scanning' : 'running';
  }

  #begin(): void {
    if (this.#isOpen) {
      this.resume();
      return;
    }
    this.#tally = new ImportTally();
    this.#queued = new Set();
    this.#scanStop = new AbortController();
    this.#fatal = null;
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

  async #scan(paths: readonly string[], retryFailed: boolean): Promise<void> {
    const { signal } = this.#scanStop;
    try {
      for await (const entry of scanPhotos(paths, signal)) {
        signal.throwIfAborted();
        const outcome =
          'error' in entry
            ? { failed: toWireError(entry.error) }
            : await enrolFile(this.#db, entry.path, entry.stats, { retryFailed, signal });
        this.#note(entry.path, outcome);
        this.#listener.progressed();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Two files with the same content are one photo; the second is known as soon as the first is queued. */
  #note(path: string, outcome: Enrolment): void {
    if (outcome === 'known') this.#tally.skipped++;
    else if ('failed' in outcome) {
      const { code, message } = outcome.failed;
      this.#tally.failed.push({ path, code, message });
    } else if (this.#queued.has(outcome.queued)) this.#tally.skipped++;
    else {
      this.#queued.add(outcome.queued);
      if (this.#state === 'active') this.#runner.run();
    }
  }

  /** Turns a failure of Familiar itself into a stop of the import that leaves the photo waiting. */
  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof FamiliarError) || !fatal.has(error.code)) throw error;
      this.#fatal = error;
      this.pause();
      throw new FamiliarError('cancelled', error.message, { cause: error });
    }
  }
}
