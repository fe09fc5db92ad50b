import { FamiliarError, toWireError, type WireError } from '../contract/errors.ts';
import {
  beginJob,
  countPendingJobs,
  deleteJob,
  failJob,
  type JobRow,
  requeueInterruptedJobs,
  returnJob,
  takeJob,
} from '../db/jobs.ts';
import { type WritableDb, writeUnflushed } from '../db/open.ts';

/**
 * [Note: Blame]
 * Where a process ends, any of the jobs under way may have ended it. They are done one alone at a time by the next
 * process, so that a job in question is worked on again only where nothing else can be to blame. One that the process
 * has ended at this often, the first time in company, is given up: the next start must not end at it again. A process
 * also ends by somebody's hand, so once or twice alone is not enough.
 */
export const maxAttempts = 4;
/** Who quits waits this long for jobs under way; the next process does them again. In milliseconds. */
export const closingGrace = 2000;

/** One kind of persisted work, as its owner describes it. */
export interface JobKind<Outcome> {
  kind: string;
  /** Jobs under way at once. */
  concurrency: number;
  /**
   * Does the work. A `cancelled` error puts the job back; any other marks it as failed.
   * @param begun to be called when the work itself begins, where it may have to wait before
   */
  work(subject: number, begun: () => void): Promise<Outcome>;
  /**
   * Writes what came of it; runs in one transaction with the end of the job.
   * @throws FamiliarError where nothing can come of this job, which then has failed
   */
  store(db: WritableDb, subject: number, outcome: Outcome): void;
  /** Called after a job has been stored. */
  done(subject: number, outcome: Outcome): void;
  /** Called after a job has failed for good. */
  failed(subject: number, error: WireError): void;
  /** Called when the queue itself cannot be read or written: the runner has stopped, and jobs go on waiting. */
  broken(error: unknown): void;
}

/**
 * Runs the jobs of one kind from the persisted queue, oldest first. Every job is idempotent by construction:
 * its rows and its end are one transaction, so a process killed at any time repeats it or finds it done.
 */
export class JobRunner<Outcome> {
  readonly #db: WritableDb;
  readonly #kind: JobKind<Outcome>;
  readonly #underWay = new Set<Promise<void>>();
  #running = false;
  /** A job is under way that a process has ended at [Note: Blame]. */
  #isAlone = false;
  /** Aborted where jobs under way are not waited for any more. */
  #leaving = new AbortController();
  #whenIdle: (() => void)[] = [];

  constructor(db: WritableDb, kind: JobKind<Outcome>) {
    this.#db = db;
    this.#kind = kind;
  }

  /** Jobs waiting or under way. */
  get remaining(): number {
    return countPendingJobs(this.#db, this.#kind.kind);
  }

  /** Takes up work; to be called again after jobs were added. */
  run(): void {
    this.#running = true;
    if (this.#leaving.signal.aborted) this.#leaving = new AbortController();
    if (this.#underWay.size === 0) this.#guard(() => requeueInterruptedJobs(this.#db, this.#kind.kind));
    while (this.#running && !this.#isAlone && this.#underWay.size < this.#kind.concurrency) {
      const job = this.#guard(() => takeJob(this.#db, this.#kind.kind));
      if (!job) break;
      this.#isAlone = job.attempts > 0;
      const ending = this.#perform(job).finally(() => {
        this.#underWay.delete(ending);
        if (job.attempts > 0) this.#isAlone = false;
        if (this.#running) this.run();
        else this.#settleIfIdle();
      });
      this.#underWay.add(ending);
    }
    this.#settleIfIdle();
  }

  /**
   * Starts no more jobs; resolves when those under way have ended.
   * @param grace milliseconds after which those that have not are put back, whatever becomes of their work
   */
  async stop(grace = Infinity): Promise<void> {
    this.#running = false;
    const leaving = this.#leaving;
    const timer = Number.isFinite(grace) ? setTimeout(() => leaving.abort(), grace) : undefined;
    await Promise.all(this.#underWay);
    clearTimeout(timer);
    this.#settleIfIdle();
  }

  /** Resolves when nothing is left to do, or when the runner has been stopped. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settleIfIdle();
    });
  }

  #settleIfIdle(): void {
    if (this.#underWay.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Never rejects. */
  async #perform(job: JobRow): Promise<void> {
    const { id, subject } = job;
    const { store, done, failed } = this.#kind;
    let outcome: Outcome;
    try {
      outcome = await this.#work(job);
    } catch (thrown) {
      const error = toWireError(thrown);
      const isBack = error.code === 'cancelled';
      const isNoted = this.#guard(() => {
        if (isBack) returnJob(this.#db, job);
        else failJob(this.#db, id, error);
        return true;
      });
      if (isNoted && !isBack) failed(subject, error);
      return;
    }
    const end = this.#db.transaction(() => {
      store(this.#db, subject, outcome);
      deleteJob(this.#db, id);
    });
    const refusal = this.#guard(() => {
      try {
        end.immediate();
        return null;
      } catch (error) {
        if (!(error instanceof FamiliarError)) throw error;
        failJob(this.#db, id, error);
        return error;
      }
    });
    if (refusal === null) done(subject, outcome);
    else if (refusal) failed(subject, toWireError(refusal));
  }

  /** @throws FamiliarError `internal` where it is given up, `cancelled` where it is not waited for any more */
  async #work(job: JobRow): Promise<Outcome> {
    if (job.attempts >= maxAttempts) {
      throw new FamiliarError('internal', `Familiar ended ${maxAttempts} times while it was at this`);
    }
    let isBegun = false;
    const begun = () => {
      if (!isBegun) this.#guard(() => beginJob(this.#db, job));
      isBegun = true;
    };
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(new FamiliarError('cancelled', 'it was not waited for'));
    const { signal } = this.#leaving;
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([this.#kind.work(job.subject, begun), left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Does something to the database; where that fails, stops and says so, for every further job would fail too. */
  #guard<T>(act: () => T): T | undefined {
    try {
      return writeUnflushed(this.#db, act);
    } catch (error) {
      this.#running = false;
      this.#kind.broken(error);
      return undefined;
    }
  }
}
