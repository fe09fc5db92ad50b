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
import type { WritableDb } from '../db/open.ts';

/** A job that has ended the whole process this often is given up: the next start must not end it again. */
const maxAttempts = 3;

/** One kind of persisted work, as its owner describes it. */
export interface JobKind<Outcome> {
  kind: string;
  /** Jobs under way at once. */
  concurrency: number;
  /** Does the work. A `cancelled` error puts the job back; any other marks it as failed. */
  work(subject: number): Promise<Outcome>;
  /** Writes what came of it; runs in one transaction with the end of the job. */
  store(db: WritableDb, subject: number, outcome: Outcome): void;
  /** Called after a job has been stored. */
  done(subject: number, outcome: Outcome): void;
  /** Called after a job has failed for good. */
  failed(subject: number, error: WireError): void;
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
    requeueInterruptedJobs(db);
  }

  /** Jobs waiting or under way. */
  get remaining(): number {
    return countPendingJobs(this.#db, this.#kind.kind);
  }

  /** Takes up work; to be called again after jobs were added. */
  run(): void {
    this.#running = true;
    while (this.#running && this.#underWay.size < this.#kind.concurrency) {
      const job = takeJob(this.#db, this.#kind.kind);
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

  async #perform(job: JobRow): Promise<void> {
    const { work, store } = this.#kind;
    try {
      if (job.attempts > maxAttempts) {
        throw new FamiliarError('photo-damaged', `Familiar stopped ${maxAttempts} times while reading it`);
      }
      const outcome = await work(job.subject);
      this.#db
        .transaction(() => {
          store(this.#db, job.subject, outcome);
          deleteJob(this.#db, job.id);
        })
        .immediate();
      this.#kind.done(job.subject, outcome);
    } catch (thrown) {
      const error = toWireError(thrown);
      if (error.code === 'cancelled') {
        returnJob(this.#db, job.id);
        return;
      }
      failJob(this.#db, job.id, error);
      this.#kind.failed(job.subject, error);
    }
  }
}
