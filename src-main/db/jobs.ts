import { required } from '../common/elements.ts';
import type { ErrorCode, WireError } from '../contract/errors.ts';
import type { Failure } from '../contract/models.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export interface JobRow {
  id: number;
  /** Row id of the job's subject. */
  subject: number;
  /** Number of times that the process ended during the job. */
  attempts: number;
  /** 1 for a job that waits for all others of its kind. */
  later: number;
}

export interface FailedJobRow {
  subject: number;
  /** Number of times that the process ended during the job. */
  attempts: number;
  code: ErrorCode;
  message: string;
}

/**
 * Adds a job unless one of this kind exists for the subject.
 * @param later true for a job that waits for all others of its kind
 */
export function insertJob(db: WritableDb, kind: string, subject: number, later = false): void {
  const sql = 'INSERT OR IGNORE INTO jobs (kind, subject, later) VALUES (?, ?, ?)';
  db.prepare(sql).run(kind, subject, Number(later));
}

export function countPendingJobs(db: ReadableDb, kind: string): number {
  const sql = "SELECT count(*) FROM jobs WHERE kind = ? AND state <> 'failed'";
  return required(db.prepare<[string], number>(sql).pluck().get(kind));
}

/**
 * Marks a waiting job as running and returns it. Jobs interrupted by the end of a process come first, those
 * with the fewest attempts before others, then the oldest.
 * @param later true to take one of the jobs that wait for all others
 */
export function takeJob(db: WritableDb, kind: string, later = false): JobRow | undefined {
  return db
    .prepare<[string, number], JobRow>(
      `UPDATE jobs SET state = 'running'
       WHERE id = (SELECT id FROM jobs WHERE kind = ? AND state = 'pending' AND later = ?
                   ORDER BY attempts = 0, attempts, id LIMIT 1)
       RETURNING id, subject, attempts, later`,
    )
    .get(kind, Number(later));
}

/** Records the beginning of the work on a job: from now on, an end of the process counts as an attempt. */
export function beginJob(db: WritableDb, { id, attempts }: JobRow): void {
  db.prepare('UPDATE jobs SET attempts = ? WHERE id = ?').run(attempts + 1, id);
}

/** Returns a taken job to the queue, without counting an attempt. */
export function returnJob(db: WritableDb, { id, attempts }: JobRow): void {
  db.prepare("UPDATE jobs SET state = 'pending', attempts = ? WHERE id = ?").run(attempts, id);
}

/** Returns jobs to the queue that were running when the process ended. */
export function requeueInterruptedJobs(db: WritableDb, kind: string): void {
  db.prepare("UPDATE jobs SET state = 'pending' WHERE kind = ? AND state = 'running'").run(kind);
}

export function failJob(db: WritableDb, id: number, error: WireError): void {
  db.prepare("UPDATE jobs SET state = 'failed', error_code = ?, error_message = ? WHERE id = ?").run(
    error.code,
    error.message,
    id,
  );
}

export function deleteJob(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM jobs WHERE id = ?').run(id);
}

export function deletePendingJobs(db: WritableDb, kind: string): void {
  db.prepare("DELETE FROM jobs WHERE kind = ? AND state = 'pending'").run(kind);
}

/** Returns a failed job to the queue. */
export function retryJob(db: WritableDb, kind: string, subject: number): void {
  db.prepare("UPDATE jobs SET state = 'pending', attempts = 0 WHERE kind = ? AND subject = ?").run(
    kind,
    subject,
  );
}

/** Returns all failed jobs of a kind to the queue. */
export function retryFailedJobs(db: WritableDb, kind: string): void {
  db.prepare("UPDATE jobs SET state = 'pending', attempts = 0 WHERE kind = ? AND state = 'failed'").run(kind);
}

/** Deletes all jobs of a kind, including failed ones. */
export function deleteJobs(db: WritableDb, kind: string): void {
  db.prepare('DELETE FROM jobs WHERE kind = ?').run(kind);
}

export function findFailedJob(db: ReadableDb, kind: string, subject: number): FailedJobRow | undefined {
  return db
    .prepare<[string, number], FailedJobRow>(
      `SELECT subject, attempts, error_code AS code, error_message AS message FROM jobs
       WHERE kind = ? AND subject = ? AND state = 'failed'`,
    )
    .get(kind, subject);
}

export function countFailedJobs(db: ReadableDb, kind: string): number {
  const sql = "SELECT count(*) FROM jobs WHERE kind = ? AND state = 'failed'";
  return required(db.prepare<[string], number>(sql).pluck().get(kind));
}

/** Failed jobs of photos, each with a path of its photo, newest first. */
export function listFailedPhotos(db: ReadableDb, kind: string): Failure[] {
  return db
    .prepare<[string], Failure>(
      `SELECT min(path) AS path, error_code AS code, error_message AS message
       FROM jobs JOIN files ON photo_id = subject
       WHERE kind = ? AND state = 'failed' GROUP BY jobs.id ORDER BY jobs.id DESC`,
    )
    .all(kind);
}
