import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countFailedJobs, listFailedPhotos } from '../db/jobs.ts';
import { countPhotos } from '../db/photos.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { recognitionJob } from '../services/imports/recognition-job.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { deadly } from './test-deadly-decoder.ts';
import { runProgram, startProgram } from './test-program.ts';

const minutes = 60_000;
let folder: string;
let serving: ReturnType<typeof startProgram> | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-supervisor-'));
  serving = null;
});
afterEach(async () => {
  serving?.child.kill('SIGKILL');
  await serving?.ended;
  rmSync(folder, { recursive: true, maxRetries: 10 });
});

const library = (): string[] => ['--library', join(folder, 'library')];

async function serve(): Promise<string> {
  serving = startProgram('serve', '--json', '--device', 'cpu', ...library());
  await vi.waitUntil(() => serving!.output().includes('\n'), { timeout: minutes, interval: 50 });
  return JSON.parse(serving.output().split('\n')[0]!).url as string;
}

/** Id of the serving process, which the started process supervises. */
const servingPid = (): number => {
  const { pid } = serving!.child;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
};

/** Acts as the page: exchanges a token for a session, and makes a request that needs one. */
async function openPage(url: string): Promise<() => Promise<number | null>> {
  const { origin, hash } = new URL(url);
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0];
  const { key } = (await answer.json()) as { key: string };
  return () =>
    fetch(`${origin}/picture/chip/1`, { headers: { cookie, 'x-familiar-key': key } }).then(
      ({ status }) => status,
      () => null,
    );
}

describe.skipIf(process.platform !== 'linux')('serve, of which the process crashes', () => {
  it(
    'starts again at the same port, with the same sessions and addresses, and stops when it is told to',
    async () => {
      const first = await serve();
      const ask = await openPage(first);
      expect(await ask()).toBe(404);
      await vi.waitUntil(() => serving!.output().trim().split('\n').length === 2);
      const unused = JSON.parse(serving!.output().trim().split('\n')[1]!).url as string;
      const before = servingPid();
      process.kill(before, 'SIGSEGV');
      await vi.waitUntil(async () => (await ask()) === null, { timeout: minutes, interval: 20 });
      await vi.waitUntil(async () => (await ask()) === 404, { timeout: minutes, interval: 100 });
      expect(servingPid()).not.toBe(before);
      // The used token stays void; the unused one is good once.
      await expect(openPage(first)).rejects.toThrow();
      expect(await (await openPage(unused))()).toBe(404);
      await expect(openPage(unused)).rejects.toThrow();
      serving!.child.kill('SIGTERM');
      const { status, stderr } = await serving!.ended;
      expect(status).toBe(0);
      expect(stderr).toBe('Familiar ended unexpectedly (SIGSEGV).\nIt is started again, and goes on.\n');
    },
    2 * minutes,
  );

  it(
    'ends with the process that watches over it',
    async () => {
      await serve();
      const pid = servingPid();
      serving!.child.kill('SIGKILL');
      const isThere = () => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      };
      await vi.waitUntil(() => !isThere(), { timeout: 10_000, interval: 50 });
    },
    minutes,
  );

  it(
    'gives up the photo that crashes the decoder, and no other',
    async () => {
      const photos = join(folder, 'photos');
      mkdirSync(photos);
      const samples = samplePhotos();
      copyFileSync(samples[0]!, join(photos, '0.jpg'));
      await runProgram('import', photos, '--device', 'cpu', ...library());
      for (const i of [1, 2, 3]) copyFileSync(samples[i]!, join(photos, `${i}.jpg`));
      const bad = join(photos, '2-bad.jpg');
      const sample = readFileSync(samples[4]!);
      const length = Buffer.of(0xff, 0xfe, 0, deadly.length + 2);
      writeFileSync(
        bad,
        Buffer.concat([sample.subarray(0, 2), length, Buffer.from(deadly), sample.subarray(2)]),
      );
      const preload = new URL('./test-deadly-decoder.ts', import.meta.url).href;
      vi.stubEnv('NODE_OPTIONS', `--import ${preload}`);
      await serve();
      vi.unstubAllEnvs();
      const state = () => {
        const { db } = lookIntoLibrary(join(folder, 'library'));
        const failed = countFailedJobs(db, recognitionJob);
        const seen = { photos: countPhotos(db), failed, paths: listFailedPhotos(db, recognitionJob) };
        db.close();
        return seen;
      };
      while (state().failed === 0 || state().photos < 4) {
        expect(serving!.child.exitCode).toBeNull();
        await delay(300);
      }
      expect(state()).toMatchObject({ photos: 4, failed: 1, paths: [{ path: bad }] });
      serving!.child.kill('SIGINT');
      const { stderr } = await serving!.ended;
      expect(stderr.match(/ended unexpectedly/g)).toHaveLength(4);
    },
    4 * minutes,
  );
});
