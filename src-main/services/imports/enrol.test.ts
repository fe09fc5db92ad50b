import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { maxAttempts } from '../../jobs/runner.ts';
import { samplePhotos } from './samples.ts';
import { enrolFile } from './enrol.ts';

let folder: string;
let path: string;
let db: WritableDb;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-enrol-'));
  path = join(folder, 'a.jpg');
  copyFileSync(samplePhotos()[0]!, path);
  db = openForWriting(':memory:');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const meet = async (retryFailed = false) =>
  enrolFile(db, path, await stat(path), { retryFailed, signal: new AbortController().signal });
const attempts = () => db.prepare('SELECT attempts FROM jobs').pluck().get();

/** Makes the photo's job fail. */
async function fail(code: string, after: number): Promise<void> {
  expect(await meet()).toHaveProperty('queued');
  db.prepare("UPDATE jobs SET state = 'failed', error_code = ?, error_message = '', attempts = ?").run(
    code,
    after,
  );
}

it.each([
  ['internal', 1, 'queued'],
  ['photo-damaged', 1, 'failed'],
  ['internal', maxAttempts, 'failed'],
])('a photo that failed with %s after %i attempts is %s where it is met again', async (code, after, what) => {
  await fail(code, after);
  expect(await meet()).toHaveProperty(what);
  expect(attempts()).toBe(what === 'queued' ? 0 : after);
});

it('a photo at which the process has ended is tried again where the user asks for that', async () => {
  await fail('internal', maxAttempts);
  expect(await meet(true)).toHaveProperty('queued');
  expect(attempts()).toBe(0);
});
