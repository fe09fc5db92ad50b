import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import { beginJob, findFailedJob, insertJob, takeJob } from '../db/jobs.ts';
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
  it('runs each job once and is idle at the end', async () => {
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

  it('fails a job whose outcome cannot be stored, keeps none of it and continues', async () => {
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

  it('respects the limit of concurrent jobs', async () => {
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

  it('begins a job that waits for all others last, and lets none wait for it', async () => {
    const begun: number[] = [];
    const long = Promise.withResolvers<string>();
    const { db, make, stored } = setUp((subject) => {
      begun.push(subject);
      return subject >= 10 ? long.promise : Promise.resolve('short');
    });
    for (const film of [10, 11]) insertJob(db, 'test', film, true);
    for (const photo of [1, 2, 3]) insertJob(db, 'test', photo);
    const runner = make();
    runner.run();
    while (!begun.includes(10)) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(begun).toEqual([1, 2, 3, 10]);
    for (const photo of [4, 5, 6]) insertJob(db, 'test', photo);
    runner.run();
    while (!stored(6)[0]) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(begun).toEqual([1, 2, 3, 10, 4, 5, 6]);
    long.resolve('long');
    await runner.idle();
    expect(begun.at(-1)).toBe(11);
    expect(stored(10, 11)).toEqual(['long', 'long']);
  });

  it('stores the reason of a failure and continues', async () => {
    const { db, make, failed, stored } = setUp(async (subject) => {
      if (subject === 1) throw new FamiliarError('photo-damaged', 'torn');
      return 'fine';
    });
    const runner = make();
    for (const subject of [1, 2]) insertJob(db, 'test', subject);
    runner.run();
    await runner.idle();
    expect(failed).toEqual([1]);
    expect(findFailedJob(db, 'test', 1)).toEqual({
      subject: 1,
      attempts: 0,
      code: 'photo-damaged',
      message: 'torn',
    });
    expect(stored(2)).toEqual(['fine']);
  });

  it('stops without failing jobs when the library cannot be written', async () => {
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

  it('keeps waiting jobs when it is stopped, and continues when run again', async () => {
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

  it('returns a cancelled job to the queue', async () => {
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

  it('limits the wait for running jobs, and returns them to the queue', async () => {
    const begun: number[] = [];
    const { db, make, stored } = setUp(async (subject) => {
      begun.push(subject);
      return begun.length === 1 ? new Promise<string>(() => {}) : 'fine';
    });
    const runner = make();
    insertJob(db, 'test', 1);
    runner.run();
    await runner.stop(10);
    expect(runner.remaining).toBe(1);
    runner.run();
    await runner.idle();
    expect([runner.remaining, ...stored(1)]).toEqual([0, 'fine']);
  });

  it('runs interrupted jobs first, one at a time', async () => {
    let now = 0;
    const most = new Map<number, number>();
    const { db, make } = setUp(async (subject) => {
      now++;
      await new Promise((resolve) => setTimeout(resolve, 2));
      most.set(subject, now);
      now--;
      return '';
    });
    for (let subject = 1; subject <= 8; subject++) insertJob(db, 'test', subject);
    for (let taken = 0; taken < 3; taken++) beginJob(db, takeJob(db, 'test')!);
    const runner = make();
    runner.run();
    await runner.idle();
    expect([...most.keys()].slice(0, 3)).toEqual([1, 2, 3]);
    expect([...most.values()].slice(0, 3)).toEqual([1, 1, 1]);
    expect(Math.max(...most.values())).toBe(2);
  });

  it('fails the job that ends the process each time, and no concurrent one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'familiar-jobs-'));
    try {
      const file = join(folder, 'jobs.sqlite');
      const program = fileURLToPath(siblingModule(import.meta.url, './test-deadly-job'));
      const ends: (number | string | null)[] = [];
      do {
        const { status, signal, stderr } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
        ends.push(signal ?? status);
        if (status) throw new Error(stderr);
      } while (ends.at(-1) !== 0 && ends.length < 10);
      expect(ends).toEqual([...Array(4).fill('SIGKILL'), 0]);
      const db = openForWriting(file);
      const subjects = Array.from({ length: 12 }, (_, i) => i + 1);
      expect(subjects.filter((subject) => getSetting(db, String(subject)) !== 'done')).toEqual([5]);
      expect(subjects.filter((subject) => findFailedJob(db, 'test', subject))).toEqual([5]);
      expect(findFailedJob(db, 'test', 5)?.code).toBe('internal');
      db.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
