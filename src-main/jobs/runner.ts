import { FamiliarError, toWireError, type WireError } from '../contract/errors.ts';
import {
  countPendingJobs,
  deleteJob,
  failJob,
  type JobRow,
  requeueInterruptedJobs,
  returnJob,
  takeJob,
} from '../db/jobs.ts';
import { type WritableDb, writeUnflushed } from '../db/open.ts';

/** A job that has ended the whole process this often is given up: the next start must not end it again. */
const maxAttempts = 3;

/** One kind of persisted work, as its owner describes it. */
export interface JobKind<Outcome> {
  kind: string;
  /** Jobs under way at once. */
  concurrency: number;
  /** Does the work. A `cancelled` error puts the job back; any other marks it as failed. */
  work(subject: number): Promise<Outcome>;
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
    if (this.#underWay.size === 0) this.#guard(() => requeueInterruptedJobs(this.#db, this.#kind.kind));
    while (this.#running && this.#underWay.size < this.#kind.concurrency) {
      const job = this.#guard(() => takeJob(this.#db, this.#kind.kind));
      if (!job) break;
      const ending = this.#perform(job).finally(() => {
        this.#underWay.delete(ending);
        if (this.#running) this.run();
        else this.#settleIfIdle();
      });
      this.#underWay.add(ending);
    }
    this.#settleIfIdle();
  }

  /** Starts no more jobs; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#underWay);
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
  async #perform({ id, subject, attempts }: JobRow): Promise<void> {
    const { work, store, done, failed } = this.#kind;
    let outcome: Outcome;
    try {
      if (attempts > maxAttempts)
        throw new Error(`it was under way each of ${maxAttempts} times Familiar ended`);
      outcome = await work(subject);
    } catch (thrown) {
      const error = toWireError(thrown);
      const isBack = error.code === 'cancelled';
      const isNoted = this.#guard(() => {
        if (isBack) returnJob(this.#db, id);
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
