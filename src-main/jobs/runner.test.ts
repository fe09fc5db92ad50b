import { describe, expect, it } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { findFailedJob, insertJob, requeueInterruptedJobs, takeJob } from '../db/jobs.ts';
import { openForWriting } from '../db/open.ts';
import { getSetting, putSetting } from '../db/settings.ts';
import { JobRunner } from './runner.ts';

function setUp(work: (subject: number) => Promise<string>) {
  const db = openForWriting(':memory:');
  const failed: number[] = [];
  const broken: unknown[] = [];
  const make = () =>
    new JobRunner<string>(db, {
      kind: 'test',
      concurrency: 2,
      work,
      store: (into, subject, outcome) => {
        if (outcome === 'unstorable') throw new Error('disk full');
        if (outcome === 'unsound') throw new FamiliarError('vector-unsound', 'not of length 1');
        putSetting(into, String(subject), outcome);
      },
      done: () => {},
      failed: (subject) => failed.push(subject),
      broken: (error) => broken.push(error),
    });
  const stored = (...subjects: number[]) => subjects.map((subject) => getSetting(db, String(subject)));
  return { db, make, failed, broken, stored };
}

describe('job runner', () => {
  it('does each job once and is idle at the end', async () => {
    const begun: number[] = [];
    const { db, make, stored } = setUp(async (subject) => {
      begun.push(subject);
      return `done ${subject}`;
    });
    const runner = make();
    for (const subject of [5, 6, 7, 5]) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(begun).toEqual([5, 6, 7]);
    expect(stored(5, 6, 7)).toEqual(['done 5', 'done 6', 'done 7']);
    expect(runner.remaining).toBe(0);
  });

  it('fails a job whose outcome may not be stored, keeps nothing of it and goes on', async () => {
    const { db, make, failed, broken, stored } = setUp(async (subject) =>
      subject === 1 ? 'unsound' : 'done',
    );
    const runner = make();
    for (const subject of [1, 2]) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(stored(1, 2)).toEqual([undefined, 'done']);
    expect([failed, broken]).toEqual([[1], []]);
    expect(findFailedJob(db, 'test', 1)).toMatchObject({ code: 'vector-unsound' });
  });

  it('never has more under way than allowed', async () => {
    let now = 0;
    let most = 0;
    const { db, make } = setUp(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      return '';
    });
    const runner = make();
    for (let subject = 1; subject <= 9; subject++) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(most).toBe(2);
  });

  it('keeps the reason of a failure and goes on', async () => {
    const { db, make, failed, stored } = setUp(async (subject) => {
      if (subject === 1) throw new FamiliarError('photo-damaged', 'torn');
      return 'fine';
    });
    const runner = make();
    for (const subject of [1, 2]) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(failed).toEqual([1]);
    expect(findFailedJob(db, 'test', 1)).toEqual({ subject: 1, code: 'photo-damaged', message: 'torn' });
    expect(stored(2)).toEqual(['fine']);
  });

  it('stops when the library cannot be written, and blames no job', async () => {
    let full = true;
    const { db, make, failed, broken, stored } = setUp(async () => (full ? 'unstorable' : 'fine'));
    const runner = make();
    for (let subject = 1; subject <= 9; subject++) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(broken.length).toBeGreaterThan(0);
    expect(failed).toEqual([]);
    expect(runner.remaining).toBe(9);
    full = false;
    runner.run();
    await runner.idle();
    expect(stored(1, 9)).toEqual(['fine', 'fine']);
  });

  it('leaves what waits when it is stopped, and goes on when run again', async () => {
    const { db, make, stored } = setUp(async () => 'fine');
    const runner = make();
    for (let subject = 1; subject <= 6; subject++) insertJob(db, 'test', subject);
    runner.run();
    await runner.stop();
    expect(runner.remaining).toBe(4);
    runner.run();
    await runner.idle();
    expect(runner.remaining).toBe(0);
    expect(stored(6)).toEqual(['fine']);
  });

  it('puts a cancelled job back', async () => {
    let cancel = true;
    const { db, make } = setUp(async () => {
      if (cancel) throw new FamiliarError('cancelled', 'closing');
      return 'fine';
    });
    const runner = make();
    insertJob(db, 'test', 1);
    runner.run();
    await runner.stop();
    expect(runner.remaining).toBe(1);
    cancel = false;
    runner.run();
    await runner.idle();
    expect(runner.remaining).toBe(0);
  });

  it('takes up what a killed process had begun, but not for ever', async () => {
    const { db, make, failed, stored } = setUp(async () => 'fine');
    insertJob(db, 'test', 1);
    insertJob(db, 'test', 2);
    takeJob(db, 'test');
    for (let killed = 1; killed < 3; killed++) {
      requeueInterruptedJobs(db, 'test');
      takeJob(db, 'test');
    }
    const runner = make();
    expect(runner.remaining).toBe(2);
    runner.run();
    await runner.idle();
    expect(failed).toEqual([1]);
    expect(stored(1, 2)).toEqual([undefined, 'fine']);
    expect(findFailedJob(db, 'test', 1)?.code).toBe('internal');
  });
});
