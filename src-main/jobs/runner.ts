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
 * [Note: Blame] When a process ends, any of its running jobs may be the cause. The next process runs them one
 * at a time, so that a suspect job never runs beside another one. A job during which the process has ended
 * this often (the first time in company) is failed, so that the next start does not end at it again. A
 * process may also be ended by the user, so once or twice alone is not enough.
 */
export const maxAttempts = 4;
/** Milliseconds that a closing program waits for running jobs; the next process repeats them. */
export const closingGrace = 2000;

/** One kind of persisted work. */
export interface JobKind<Outcome> {
  kind: string;
  /** Maximum number of concurrent jobs. */
  concurrency: number;
  /**
   * Does the work. A `cancelled` error returns the job to the queue; any other error fails it.
   * @param begun must be called when the work itself begins, since it may wait before
   */
  work(subject: number, begun: () => void): Promise<Outcome>;
  /**
   * Writes the outcome, in one transaction with the end of the job.
   * @throws FamiliarError to fail the job
   */
  store(db: WritableDb, subject: number, outcome: Outcome): void;
  /** Called after the outcome of a job is stored. */
  done(subject: number, outcome: Outcome): void;
  /** Called after a job has failed finally. */
  failed(subject: number, error: WireError): void;
  /**
   * Called when the queue itself cannot be read or written: the runner has stopped, and jobs keep waiting.
   */
  broken(error: unknown): void;
}

/**
 * Runs the jobs of one kind from the persisted queue, oldest first. A job that waits for all others runs alone of its sort,
 * beside those that come meanwhile, so that it keeps none of them waiting. Jobs are idempotent: the rows and the end
 * of a job are one transaction, so after the end of a process at any time the job is repeated or complete.
 */
export class JobRunner<Outcome> {
  readonly #db: WritableDb;
  readonly #kind: JobKind<Outcome>;
  readonly #underWay = new Set<Promise<void>>();
  /** True while a job runs that waited for all others. */
  #hasLater = false;
  #running = false;
  /** True while a job runs during which a process has ended [Note: Blame]. */
  #isAlone = false;
  /** Aborted when running jobs are not awaited any more. */
  #leaving = new AbortController();
  #whenIdle: (() => void)[] = [];

  constructor(db: WritableDb, kind: JobKind<Outcome>) {
    this.#db = db;
    this.#kind = kind;
  }

  /** Number of waiting and running jobs. */
  get remaining(): number {
    return countPendingJobs(this.#db, this.#kind.kind);
  }

  /** Starts or resumes work; must be called again after jobs were added. */
  run(): void {
    this.#running = true;
    if (this.#leaving.signal.aborted) this.#leaving = new AbortController();
    if (this.#underWay.size === 0) this.#guard(() => requeueInterruptedJobs(this.#db, this.#kind.kind));
    while (this.#running && !this.#isAlone) {
      const job = this.#take();
      if (!job) break;
      this.#isAlone = job.attempts > 0;
      if (job.later) this.#hasLater = true;
      const ending = this.#perform(job).finally(() => {
        this.#underWay.delete(ending);
        if (job.later) this.#hasLater = false;
        if (job.attempts > 0) this.#isAlone = false;
        if (this.#running) this.run();
        else this.#settleIfIdle();
      });
      this.#underWay.add(ending);
    }
    this.#settleIfIdle();
  }

  /**
   * Starts no more jobs; resolves when the running ones have ended.
   * @param grace milliseconds after which running jobs are returned to the queue, whatever the result of
   * their work
   */
  async stop(grace = Infinity): Promise<void> {
    this.#running = false;
    const leaving = this.#leaving;
    const timer = Number.isFinite(grace) ? setTimeout(() => leaving.abort(), grace) : undefined;
    await Promise.all(this.#underWay);
    clearTimeout(timer);
    this.#settleIfIdle();
  }

  /** Resolves when no jobs are left, or the runner has been stopped. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settleIfIdle();
    });
  }

  #take(): JobRow | undefined {
    const places = this.#kind.concurrency - this.#underWay.size + Number(this.#hasLater);
    if (places <= 0) return undefined;
    const { kind } = this.#kind;
    return this.#guard(
      () => takeJob(this.#db, kind) ?? (this.#hasLater ? undefined : takeJob(this.#db, kind, true)),
    );
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

  /** @throws FamiliarError `internal` if the job is given up, `cancelled` if it is not awaited any more */
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

  /**
   * Runs a database operation; if it fails, stops the runner and reports it, since every further job would
   * fail too.
   */
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
