import { expect, it } from 'vitest';
import {
  beginJob,
  countPendingJobs,
  deletePendingJobs,
  failJob,
  insertJob,
  requeueInterruptedJobs,
  retryFailedJobs,
  retryJob,
  returnJob,
  takeJob,
} from './jobs.ts';
import { openForWriting } from './open.ts';

function setUp(...subjects: number[]) {
  const db = openForWriting(':memory:');
  for (const subject of subjects) insertJob(db, 'test', subject);
  const take = () => takeJob(db, 'test')!;
  const attempts = (subject: number) =>
    db.prepare<[number], number>('SELECT attempts FROM jobs WHERE subject = ?').pluck().get(subject);
  return { db, take, attempts };
}

it('counts an attempt where a job is begun, and gives it back where the job is returned', () => {
  const { db, take, attempts } = setUp(7);
  const job = take();
  expect([job.subject, job.attempts, attempts(7)]).toEqual([7, 0, 0]);
  beginJob(db, job);
  expect(attempts(7)).toBe(1);
  returnJob(db, job);
  expect(attempts(7)).toBe(0);
  const again = take();
  expect(again).toEqual(job);
});

it('gives back no attempt that a process ended in', () => {
  const { db, take, attempts } = setUp(7);
  beginJob(db, take());
  requeueInterruptedJobs(db, 'test');
  const job = take();
  beginJob(db, job);
  expect([job.attempts, attempts(7)]).toEqual([1, 2]);
  returnJob(db, job);
  expect(attempts(7)).toBe(1);
});

it('hands out first what a process ended at, the least blamed of that first, and then the oldest', () => {
  const { db, take } = setUp(1, 2, 3, 4);
  const [, two, three] = [take(), take(), take()];
  beginJob(db, { ...two, attempts: 1 });
  beginJob(db, three);
  requeueInterruptedJobs(db, 'test');
  expect([take(), take(), take(), take()].map(({ subject }) => subject)).toEqual([3, 2, 1, 4]);
});

it.each([
  ['one', retryJob],
  ['all', (db, kind) => retryFailedJobs(db, kind)],
] satisfies [string, typeof retryJob][])(
  'forgives attempts where failed jobs are tried again (%s)',
  (_name, retry) => {
    const { db, take, attempts } = setUp(7);
    const job = take();
    beginJob(db, job);
    failJob(db, job.id, { code: 'photo-damaged', message: 'torn' });
    expect(countPendingJobs(db, 'test')).toBe(0);
    retry(db, 'test', 7);
    expect([countPendingJobs(db, 'test'), attempts(7)]).toEqual([1, 0]);
  },
);

it('deletes what waits, and leaves failed and running jobs and those of other kinds', () => {
  const { db, take } = setUp(1, 2, 3);
  insertJob(db, 'other', 1);
  failJob(db, take().id, { code: 'photo-damaged', message: 'torn' });
  take();
  deletePendingJobs(db, 'test');
  const left = db.prepare('SELECT kind, subject, state FROM jobs ORDER BY id').raw().all();
  expect(left).toEqual([
    ['test', 1, 'failed'],
    ['test', 2, 'running'],
    ['other', 1, 'pending'],
  ]);
});
